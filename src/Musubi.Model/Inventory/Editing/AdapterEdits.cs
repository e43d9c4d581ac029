using System.Net;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Makes, changes and removes host adapters.</summary>
internal static class AdapterEdits
{
    public static void Connect(EditSession session, AdapterSpec spec, long? revision)
    {
        bool hosted = session.TryReferHost("host", spec.Host, out HostConfig? host);
        PortConfig? held = hosted ? session.Draft.Ports.FindAdapter(host!.Id, spec.Name) : null;
        if (held is not null)
        {
            session.CheckRevision(revision, held);
        }
        else
        {
            session.Errors.Check("name", spec.Name, NameRules.Check(spec.Name));
        }

        HostAdapterAttachment? present = held?.Connection?.Attachment as HostAdapterAttachment;
        string name = spec.Interface ?? present?.Interface ?? spec.Name;
        bool valid = session.Errors.Check("interface", name, InterfaceRules.CheckInterface(name));
        valid &= CheckAddresses(session, spec.Addresses ?? []);
        string? wantedGroup = spec.PortGroup ?? (held is null ? null : session.Draft.PortGroups[held.PortGroupId].Name);
        bool placed = session.TryRefer(session.Draft.PortGroups, ObjectKind.PortGroup, "portGroup", wantedGroup, out PortGroupConfig? group);
        if (valid && hosted && placed)
        {
            HostAdapterAttachment attachment = new(name, spec.Addresses ?? present?.Addresses ?? []);
            ConnectionEdits.Connect(session, new ConnectionWish("", "", spec.Name, group!, host!, spec.Mac, attachment) { Traffic = spec.Traffic ?? held?.Connection?.Traffic }, held);
        }
    }

    public static void Disconnect(EditSession session, DisconnectAdapter command)
    {
        HostConfig? host = null;
        bool hosted = command.Host is null
            ? session.Context.LocalHostId is { } local && session.Draft.Hosts.TryGet(local, out host)
            : session.Draft.Hosts.TryFind(command.Host, out host);
        if (!hosted || session.Draft.Ports.FindAdapter(host!.Id, command.Name) is not { } held)
        {
            session.Errors.NotFound("adapter", command.Name, $"no such host adapter exists on host {ShownValue.Of(command.Host ?? host?.Name)}");
            return;
        }

        session.Target = held.Id;
        session.CheckRevision(command.Revision, held);
        ConnectionEdits.Disconnect(session, held);
    }

    private static bool CheckAddresses(EditSession session, ValueList<string> addresses)
    {
        int errors = session.Errors.Count;
        if (addresses.Count > Limits.MaxAddresses)
        {
            session.Errors.Invalid("addresses", ShownValue.Of(addresses.Count), $"must be at most {Limits.MaxAddresses}");
        }

        HashSet<IPAddress> seen = [];
        foreach (string address in addresses)
        {
            if (session.Errors.Check("addresses", address, InterfaceRules.CheckCidr(address))
                && !seen.Add(IPAddress.Parse(address.AsSpan(0, address.IndexOf('/', StringComparison.Ordinal)))))
            {
                session.Errors.Invalid("addresses", address, "must be given only once");
            }
        }

        return session.Errors.Count == errors;
    }
}
