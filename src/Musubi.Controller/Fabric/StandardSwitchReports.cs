using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Validation;
using Wanted = Musubi.Model.Share;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host says of its standard switches, within bounds; what cannot be read is left out. Pure.</summary>
internal static class StandardSwitchReports
{
    public static ValueList<StandardSwitch> Read(IEnumerable<StandardSwitchReport> reports, Guid host)
    {
        int groupsLeft = StandardPortGroup.MostOnHost;
        int portsLeft = StandardPort.MostOnHost;
        List<StandardSwitch> all = [];
        foreach (StandardSwitchReport report in reports.Take(StandardSwitch.MostOnHost))
        {
            if (!Guid.TryParse(report.Id, out Guid id))
            {
                continue;
            }

            List<StandardPortGroup> groups = [];
            foreach (StandardPortGroupReport group in report.PortGroups.Take(groupsLeft))
            {
                if (Read(group, host, portsLeft) is { } read)
                {
                    groups.Add(read);
                    portsLeft -= read.Ports.Count;
                }
            }

            groupsLeft -= groups.Count;
            all.Add(Read(report, id, [.. groups]));
        }

        return [.. all.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    private static StandardSwitch Read(StandardSwitchReport report, Guid id, ValueList<StandardPortGroup> groups) => new()
    {
        Id = id,
        Name = FabricLimits.Text(report.Name),
        Mtu = (int)Math.Min(report.Mtu, int.MaxValue),
        Uplinks = [.. report.Uplinks.Take(FabricLimits.UplinksPerSwitch).DistinctBy(uplink => uplink.Name)
            .Select(uplink => new Wanted.ShareUplink(FabricLimits.Text(uplink.Name), uplink.Nic.Length == 0 ? null : FabricLimits.Text(uplink.Nic)))],
        PortGroups = groups,
    };

    private static StandardPortGroup? Read(StandardPortGroupReport report, Guid host, int mostPorts) => !Guid.TryParse(report.Id, out Guid id) ? null : new StandardPortGroup
    {
        Id = id,
        Name = FabricLimits.Text(report.Name),
        Vlan = Read(report.Vlan),
        Active = [.. report.Active.Take(FabricLimits.UplinksPerSwitch).Select(FabricLimits.Text)],
        Standby = [.. report.Standby.Take(FabricLimits.UplinksPerSwitch).Select(FabricLimits.Text)],
        Ports = [.. report.Ports.Take(mostPorts).SelectMany(port => Read(port, host))],
        MorePorts = (int)Math.Min(report.MorePorts, int.MaxValue),
    };

    private static IEnumerable<StandardPort> Read(StandardPortReport report, Guid host) =>
        !Guid.TryParse(report.Id, out Guid id) || Read(report.Connection, host) is not { } connection ? [] :
        [
            new StandardPort
            {
                Id = id,
                Number = (int)Math.Min(report.Number, int.MaxValue),
                Connection = connection,
                Runtime = new PortRuntime
                {
                    State = HostReports.StateOf(report.State),
                    Reason = FabricLimits.Text(report.Reason),
                    LinkUp = report.LinkUp,
                    PinnedUplink = FabricLimits.Text(report.PinnedUplink),
                },
            },
        ];

    private static VlanConfig Read(ShareVlan? vlan) => vlan?.Mode switch
    {
        ShareVlan.Types.Mode.Access => VlanConfig.Access((int)Math.Min(vlan.Id, VlanRules.MaxId)),
        ShareVlan.Types.Mode.Private => VlanConfig.Private((int)Math.Min(vlan.Id, VlanRules.MaxId)),
        ShareVlan.Types.Mode.Trunk => VlanConfig.Trunk([.. vlan.Ranges.Take(FabricLimits.VlansPerNeighbour * 2).Chunk(2).Where(pair => pair.Length == 2)
            .Select(pair => new VlanRange((int)Math.Min(pair[0], VlanRules.MaxId), (int)Math.Min(pair[1], VlanRules.MaxId)))]),
        _ => VlanConfig.None,
    };

    private static ConnectionConfig? Read(ShareConnection? connection, Guid host) =>
        connection is null || !MacAddress.TryParse(connection.Mac, null, out MacAddress mac) || Attachment(connection) is not { } attachment ? null : new ConnectionConfig
        {
            Vm = FabricLimits.Text(connection.Vm),
            Vnic = FabricLimits.Text(connection.Vnic),
            HostId = host,
            Mac = mac,
            Attachment = attachment,
            Traffic = TrafficTypeWords.Parse(connection.TrafficType) is { } traffic and not (TrafficType.Management or TrafficType.VirtualMachine) ? traffic : null,
            Addresses = Addresses(connection.Addresses),
        };

    private static AttachmentConfig? Attachment(ShareConnection connection) => connection.AttachmentCase switch
    {
        ShareConnection.AttachmentOneofCase.Namespace =>
            new Musubi.Model.Config.NamespaceAttachment(FabricLimits.Text(connection.Namespace.Namespace), FabricLimits.Text(connection.Namespace.Interface)),
        ShareConnection.AttachmentOneofCase.Tap =>
            new Musubi.Model.Config.TapAttachment(FabricLimits.Text(connection.Tap.Interface), connection.Tap.QmpSocket.Length == 0 ? null : FabricLimits.Text(connection.Tap.QmpSocket)),
        ShareConnection.AttachmentOneofCase.VhostUser => new Musubi.Model.Config.VhostUserAttachment(
            FabricLimits.Text(connection.VhostUser.Socket), connection.VhostUser.SwitchListens ? VhostUserListener.Switch : VhostUserListener.Qemu,
            (int)Math.Clamp(connection.VhostUser.QueuePairs, 1, (uint)Musubi.Model.Config.VhostUserAttachment.MostQueuePairs), connection.VhostUser.AllowUnsealedMemory),
        ShareConnection.AttachmentOneofCase.HostAdapter =>
            new Musubi.Model.Config.HostAdapterAttachment(FabricLimits.Text(connection.HostAdapter.Interface), Addresses(connection.HostAdapter.Addresses)),
        _ => null,
    };

    private static ValueList<string> Addresses(IEnumerable<string> addresses) => [.. addresses.Take(FabricLimits.AddressesPerNic).Select(FabricLimits.Text)];
}
