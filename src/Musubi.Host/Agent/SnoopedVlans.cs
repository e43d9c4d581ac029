using System.Net;
using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Model.Services;
using PlanSnoopedVlan = Musubi.Contracts.Plan.SnoopedVlan;
using SnoopedVlan = Musubi.Model.Services.SnoopedVlan;

namespace Musubi.Host.Agent;

/// <summary>What the data plane knows of groups, in the words of the model and of the fabric. In order, so that nothing seems to change when nothing did. Pure.</summary>
internal static class SnoopedVlans
{
    /// <param name="uplinkNames">By port id.</param>
    public static SnoopedVlan From(PlanSnoopedVlan told, IReadOnlyDictionary<string, string> uplinkNames) => new()
    {
        SwitchId = Guid.Parse(told.SwitchId),
        Vlan = (int)told.Vlan,
        Ipv4 = From(told.Querier4, uplinkNames),
        Ipv6 = From(told.Querier6, uplinkNames),
        RouterUplinks = [.. told.RouterPorts.Where(uplinkNames.ContainsKey).Select(id => uplinkNames[id]).Order(StringComparer.Ordinal)],
        RouterPorts = [.. told.RouterPorts.Where(id => !uplinkNames.ContainsKey(id)).Select(Guid.Parse).Order()],
        HearsAllPorts = [.. told.HearsAllPorts.Select(Guid.Parse).Order()],
        Count = (int)told.MembershipCount,
        Groups = [.. told.Memberships.OrderBy(one => one.Group.Length).ThenBy(one => one.Group.ToBase64(), StringComparer.Ordinal).ThenBy(one => one.PortId, StringComparer.Ordinal).Select(From)],
    };

    public static SnoopedVlanReport Report(SnoopedVlan vlan)
    {
        SnoopedVlanReport report = new()
        {
            SwitchId = vlan.SwitchId.ToString(),
            Vlan = (uint)vlan.Vlan,
            Querier4 = Report(vlan.Ipv4),
            Querier6 = Report(vlan.Ipv6),
            MembershipCount = (uint)vlan.Count,
        };
        report.RouterUplinks.AddRange(vlan.RouterUplinks);
        report.RouterPorts.AddRange(vlan.RouterPorts.Select(id => id.ToString()));
        report.HearsAllPorts.AddRange(vlan.HearsAllPorts.Select(id => id.ToString()));
        report.Memberships.AddRange(vlan.Groups.Select(Report));
        return report;
    }

    private static QuerierRuntime From(QuerierStatus? told, IReadOnlyDictionary<string, string> uplinkNames) => told switch
    {
        null => QuerierRuntime.Nobody,
        { Own: true } => QuerierRuntime.Own,
        _ => new QuerierRuntime(
            false,
            TextOf(told.Address.Span),
            uplinkNames.GetValueOrDefault(told.PortId, ""),
            uplinkNames.ContainsKey(told.PortId) ? Guid.Empty : Guid.Parse(told.PortId)),
    };

    private static SnoopedGroup From(GroupMembershipStatus told) => new(
        TextOf(told.Group.Span),
        Guid.Parse(told.PortId),
        DateTimeOffset.FromUnixTimeSeconds(told.Since),
        told.Excludes,
        [.. told.Sources.Select(source => TextOf(source.Span)).Order(StringComparer.Ordinal)]);

    private static QuerierReport Report(QuerierRuntime querier) => new()
    {
        Own = querier.IsOwn,
        Address = querier.Address,
        Uplink = querier.Uplink,
        PortId = querier.PortId == Guid.Empty ? "" : querier.PortId.ToString(),
    };

    private static GroupMembershipReport Report(SnoopedGroup group)
    {
        GroupMembershipReport report = new() { Group = group.Group, PortId = group.PortId.ToString(), Since = group.Since.ToUnixTimeSeconds(), Excludes = group.Excludes };
        report.Sources.AddRange(group.Sources);
        return report;
    }

    private static string TextOf(ReadOnlySpan<byte> address) => new IPAddress(address).ToString();
}
