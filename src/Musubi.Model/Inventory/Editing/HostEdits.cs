using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Takes hosts into the inventory, notes what they report, and takes them out again.</summary>
internal static class HostEdits
{
    public static void Admit(EditSession session, AdmitHost command)
    {
        session.Target = command.HostId;
        if (session.Draft.Hosts.TryGet(command.HostId, out HostConfig? present))
        {
            if (present.CertificateKey != command.CertificateKey)
            {
                session.Errors.Conflict("hostId", command.HostId.ToString(),
                    $"must be unique: host {present.Name} has joined with this id; remove it first if it is to join again");
            }

            return;
        }

        if (command.HostId == Guid.Empty)
        {
            session.Errors.Invalid("hostId", command.HostId.ToString(), "must not be zero");
        }

        session.CheckName(session.Draft.Hosts, ObjectKind.Host, command.Name, command.HostId);
        session.Draft.Hosts.Put(new HostConfig
        {
            Id = command.HostId,
            Name = command.Name,
            Entitled = command.Entitled,
            CertificateKey = command.CertificateKey,
            Capabilities = InOrder(command.Capabilities),
            Nics = InOrder(command.Nics),
        });
    }

    public static void Update(EditSession session, UpdateHost command)
    {
        if (!session.TryTarget(session.Draft.Hosts, "host", command.Host, out HostConfig? present))
        {
            return;
        }

        session.CheckRevision(command.Revision, present);
        if (command.Name is { } name && name != present.Name)
        {
            session.CheckName(session.Draft.Hosts, ObjectKind.Host, name, present.Id);
        }

        session.Draft.Hosts.Put(present with { Name = command.Name ?? present.Name, Entitled = command.Entitled ?? present.Entitled });
    }

    public static void Report(EditSession session, ReportHost command)
    {
        if (!session.Draft.Hosts.TryGet(command.HostId, out HostConfig? present))
        {
            session.Errors.NotFound("host", command.HostId.ToString(), "no such host exists");
            return;
        }

        session.Target = present.Id;
        session.Draft.Hosts.Put(present with { Capabilities = InOrder(command.Capabilities), Nics = HostNic.Latest(InOrder(command.Nics), present.Nics) });
        MigrationEdits.Arrived(session, present.Id, command.Arrived);
        MigrationEdits.Moving(session, present.Id, command.Moving);
    }

    public static void Remove(EditSession session, RemoveFabricHost command)
    {
        if (!session.TryTarget(session.Draft.Hosts, "host", command.Host, out HostConfig? present))
        {
            return;
        }

        session.CheckRevision(command.Revision, present);
        IReadOnlyCollection<Guid> switches = session.Draft.Switches.OfHost(present.Id);
        if (present.Id == session.Context.LocalHostId)
        {
            session.Errors.Refuse("host", present.Name, "a host cannot be removed from its own inventory");
        }
        else if (switches.Count > 0)
        {
            session.Errors.Conflict("host", present.Name,
                $"is in use: remove it from its switches first ({NameList.Of(switches.Select(id => session.Draft.Switches[id].Name))})");
        }

        session.Draft.Hosts.Remove(present);
    }

    private static ValueList<string> InOrder(ValueList<string> capabilities) => [.. capabilities.Distinct().Order(StringComparer.Ordinal)];

    private static ValueList<HostNic> InOrder(ValueList<HostNic> nics) => [.. nics.DistinctBy(n => n.Id).OrderBy(n => n.Id, StringComparer.Ordinal)];
}
