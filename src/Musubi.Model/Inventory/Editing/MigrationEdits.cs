using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Readies ports on other hosts for live migrations, and completes or gives up these.</summary>
internal static class MigrationEdits
{
    public static void Prepare(EditSession session, MigrateVnic command)
    {
        if (!TryFind(session, command.Vm, command.Vnic, command.Revision, out PortConfig held)
            | !session.TryRefer(session.Draft.Hosts, ObjectKind.Host, "host", command.Host, out HostConfig? host))
        {
            return;
        }

        ConnectionConfig present = held.Connection!;
        AttachmentConfig attachment = command.Attachment ?? present.Attachment;
        if (!VnicEdits.CheckAttachment(session, attachment, "attachment"))
        {
            return;
        }

        ConnectionConfig wanted = present with { HostId = host!.Id, Attachment = attachment };
        if (held.Destination == wanted)
        {
            return;
        }

        if (host.Id == present.HostId)
        {
            session.Errors.Conflict("host", host.Name, $"must be another host than the one that {NameList.Who(present)} is on");
            return;
        }

        CheckHosts(session, held, host);
        PortGroupConfig group = session.Draft.PortGroups[held.PortGroupId];
        ConnectionEdits.CheckDestination(session, new ConnectionWish("", present.Vm, present.Vnic, group, host, null, attachment), held);
        session.Draft.Ports.Put(held with { Destination = wanted });
    }

    public static void Complete(EditSession session, CompleteMigration command)
    {
        if (TryFind(session, command.Vm, command.Vnic, command.Revision, out PortConfig held) && IsMigrating(session, held))
        {
            Arrive(session, held);
        }
    }

    public static void Cancel(EditSession session, CancelMigration command)
    {
        if (TryFind(session, command.Vm, command.Vnic, command.Revision, out PortConfig held) && IsMigrating(session, held))
        {
            session.Draft.Ports.Put(held with { Destination = null, MovingAddresses = [], MovingCredit = null });
        }
    }

    /// <summary>A host tells that guests run there. Those that were not awaited there mean nothing: it told so before it knew.</summary>
    public static void Arrived(EditSession session, Guid hostId, ValueList<Guid> ports)
    {
        foreach (Guid id in ports)
        {
            if (session.Draft.Ports.TryGet(id, out PortConfig? port) && port.Destination?.HostId == hostId)
            {
                Arrive(session, port);
            }
        }
    }

    /// <summary>A host tells what guests that are to leave it have. Of others it means nothing.</summary>
    public static void Moving(EditSession session, Guid hostId, ValueList<LeavingGuest> told)
    {
        foreach (LeavingGuest one in told)
        {
            if (session.Draft.Ports.TryGet(one.PortId, out PortConfig? port) && port is { Destination: not null } && port.Connection?.HostId == hostId)
            {
                session.Draft.Ports.Put(port with { MovingAddresses = one.Addresses, MovingCredit = one.Credit });
            }
        }
    }

    /// <summary>The incarnation is the one that the destination runs with already: its port goes on as it is.</summary>
    private static void Arrive(EditSession session, PortConfig port) =>
        session.Draft.Ports.Put(port with { Connection = port.Destination, TakesFrom = null, Destination = null, MovingAddresses = [], MovingCredit = null, Incarnation = port.Incarnation + 1 });

    private static bool TryFind(EditSession session, string vm, string vnic, long? revision, out PortConfig held)
    {
        held = session.Draft.Ports.FindVnic(vm, vnic)!;
        if (held is null)
        {
            session.Errors.NotFound("vnic", $"{vm} {vnic}", "no such vNIC is connected");
            return false;
        }

        session.Target = held.Id;
        session.CheckRevision(revision, held);
        return true;
    }

    private static bool IsMigrating(EditSession session, PortConfig held)
    {
        if (held.Destination is null)
        {
            session.Errors.Conflict("migration", NameList.Who(held.Connection!), "must be under way: the vNIC is not migrating");
        }

        return held.Destination is not null;
    }

    private static void CheckHosts(EditSession session, PortConfig held, HostConfig host)
    {
        ConnectionConfig present = held.Connection!;
        if (held.Destination is { } other)
        {
            session.Errors.Conflict("host", host.Name,
                $"{NameList.Who(present)} is migrating to {session.Draft.Hosts[other.HostId].Name} ({AttachmentPlace.Of(other.Attachment)}) already: complete or cancel that first");
        }

        CapabilityCheck.Require(session, host, "host", [RequiredCapabilities.OfMigration()]);
        CapabilityCheck.Require(session, session.Draft.Hosts[present.HostId], "vnic", [RequiredCapabilities.OfMigration()]);
    }
}
