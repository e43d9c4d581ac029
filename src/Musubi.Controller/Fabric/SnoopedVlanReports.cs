using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host says of groups, as far as it concerns the host's share and the bounds let it. Pure.</summary>
internal static class SnoopedVlanReports
{
    private const uint MaxVlan = 4094;

    public static ValueList<SnoopedVlan> Read(IEnumerable<SnoopedVlanReport> reports, Musubi.Model.Share.HostShare share)
    {
        List<SnoopedVlan> vlans = [];
        int left = FabricLimits.GroupMembershipsPerHost;
        foreach (SnoopedVlanReport report in reports.Take(FabricLimits.SnoopedVlansPerHost))
        {
            if (Guid.TryParse(report.SwitchId, out Guid owner) && share.Switches.ContainsKey(owner) && report.Vlan <= MaxVlan)
            {
                SnoopedVlan vlan = Read(report, owner, share, left);
                left -= vlan.Groups.Count;
                vlans.Add(vlan);
            }
        }

        return [.. vlans];
    }

    private static SnoopedVlan Read(SnoopedVlanReport report, Guid owner, Musubi.Model.Share.HostShare share, int most) => new()
    {
        SwitchId = owner,
        Vlan = (int)report.Vlan,
        Ipv4 = Read(report.Querier4),
        Ipv6 = Read(report.Querier6),
        RouterUplinks = [.. report.RouterUplinks.Take(FabricLimits.UplinksPerSwitch).Select(FabricLimits.Text)],
        RouterPorts = Ports(report.RouterPorts, share),
        HearsAllPorts = Ports(report.HearsAllPorts, share),
        Count = (int)Math.Min(report.MembershipCount, int.MaxValue),
        Groups = [.. report.Memberships.Take(most).SelectMany(membership => Read(membership, share))],
    };

    private static QuerierRuntime Read(QuerierReport? report) => report switch
    {
        { Own: true } => QuerierRuntime.Own,
        { Address.Length: > 0 } => new QuerierRuntime(false, FabricLimits.Text(report.Address), FabricLimits.Text(report.Uplink), Guid.TryParse(report.PortId, out Guid id) ? id : Guid.Empty),
        _ => QuerierRuntime.Nobody,
    };

    private static IEnumerable<SnoopedGroup> Read(GroupMembershipReport report, Musubi.Model.Share.HostShare share) =>
        Guid.TryParse(report.PortId, out Guid port) && share.Ports.ContainsKey(port)
            ? [new SnoopedGroup(FabricLimits.Text(report.Group), port, TimeOf(report.Since), report.Excludes, [.. report.Sources.Take(FabricLimits.SourcesPerGroup).Select(FabricLimits.Text)])]
            : [];

    private static ValueList<Guid> Ports(IEnumerable<string> ids, Musubi.Model.Share.HostShare share) =>
        [.. ids.Take(FabricLimits.GroupMembershipsPerHost).Select(id => Guid.TryParse(id, out Guid port) ? port : Guid.Empty).Where(share.Ports.ContainsKey)];

    /// <summary>A host may say anything; what is no time is the beginning of time.</summary>
    private static DateTimeOffset TimeOf(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
}
