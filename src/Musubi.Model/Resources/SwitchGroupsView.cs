using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Shows what hosts know of the groups of a switch, with the names that people know. Pure.</summary>
public static class SwitchGroupsView
{
    /// <param name="groups">Of all hosts.</param>
    /// <param name="hostId">Only of this host; null for all.</param>
    /// <param name="vlan">Only of this VLAN; null for all.</param>
    public static SwitchGroupsResource Show(InventorySnapshot snapshot, SwitchConfig config, IEnumerable<HostGroups> groups, Guid? hostId, long? vlan) => new()
    {
        SwitchId = config.Id,
        Switch = config.Name,
        MulticastFiltering = config.Multicast.Filtering == MulticastFiltering.Snooping ? "snooping" : "basic",
        Vlans =
        [
            .. groups.Where(one => (hostId is null || one.HostId == hostId) && (vlan is null || one.Vlan.Vlan == vlan))
                .Select(one => Show(snapshot, one)).OrderBy(one => one.Host, StringComparer.Ordinal).ThenBy(one => one.Vlan),
        ],
    };

    private static SnoopedVlanResource Show(InventorySnapshot snapshot, HostGroups groups) => new()
    {
        Host = snapshot.Hosts.TryGetValue(groups.HostId, out HostConfig? host) ? host.Name : groups.HostId.ToString(),
        Vlan = groups.Vlan.Vlan,
        Querier4 = Show(snapshot, groups.Vlan.Ipv4),
        Querier6 = Show(snapshot, groups.Vlan.Ipv6),
        RouterUplinks = groups.Vlan.RouterUplinks,
        RouterPorts = Numbers(snapshot, groups.Vlan.RouterPorts),
        HearsAllPorts = Numbers(snapshot, groups.Vlan.HearsAllPorts),
        Count = groups.Vlan.Count,
        Groups = [.. groups.Vlan.Groups.SelectMany(group => Show(snapshot, group))],
    };

    private static QuerierResource? Show(InventorySnapshot snapshot, QuerierRuntime querier) => querier == QuerierRuntime.Nobody ? null : new QuerierResource
    {
        Own = querier.IsOwn,
        Address = querier.IsOwn ? null : querier.Address,
        Uplink = querier.Uplink.Length > 0 ? querier.Uplink : null,
        Port = snapshot.Ports.GetValueOrDefault(querier.PortId)?.Number,
    };

    /// <summary>A port may have left the inventory since the host spoke.</summary>
    private static IEnumerable<SnoopedGroupResource> Show(InventorySnapshot snapshot, SnoopedGroup group)
    {
        if (snapshot.Ports.TryGetValue(group.PortId, out PortConfig? port))
        {
            yield return new SnoopedGroupResource
            {
                Group = group.Group,
                Port = port.Number,
                Vm = port.Connection?.Vm ?? "",
                Vnic = port.Connection?.Vnic ?? "",
                Since = group.Since,
                Mode = group.Excludes ? "exclude" : "include",
                Sources = group.Sources,
            };
        }
    }

    private static ValueList<int> Numbers(InventorySnapshot snapshot, ValueList<Guid> ports) =>
        [.. ports.Where(snapshot.Ports.ContainsKey).Select(id => snapshot.Ports[id].Number).Order()];
}
