using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using Musubi.Pages.Hosts;
using Musubi.Pages.Live;

namespace Musubi.Pages.Topology;

/// <summary>A standard switch of a host as people draw it. Pure.</summary>
public static class StandardPicture
{
    public static TopologyPicture Draw(HostView host, StandardSwitch shown, TopologyChoices choices)
    {
        Dictionary<string, NicRuntime> nics = [];
        StandardPort? selected = choices.Selected is { } id ? shown.PortGroups.SelectMany(group => group.Ports).FirstOrDefault(port => port.Id == id) : null;
        return TopologyPicture.Draw(
            [.. shown.PortGroups.Select(group => Group(group, selected))],
            [.. shown.Uplinks.Select(uplink => Uplink(host, shown, uplink, selected, nics))],
            choices,
            row => nics.TryGetValue(row.Key, out NicRuntime? nic) ? nic.Neighbours.Take(1).Select(neighbour => (Neighbours.System(neighbour), neighbour.PortId, nic.LinkUp)) : []);
    }

    private static TopologyHead Group(StandardPortGroup group, StandardPort? selected)
    {
        TopologyRow[] ports = [.. group.Ports.Select(port => new TopologyRow(
            $"port {port.Id}", TopologySide.Ports, false, 0, NameOf(port.Connection), AddressesOf(port.Connection), port.Runtime.State, 0, "", port.Id == selected?.Id, false, port.Id))];
        ObjectState? state = ports.Length == 0 ? null : ports.Any(port => port.State == ObjectState.Error) ? ObjectState.Error : ports.Any(port => port.State == ObjectState.Pending) ? ObjectState.Pending : ObjectState.Done;
        return new TopologyHead($"group {group.Id}", group.Name, $"VLAN {VlanText.Format(group.Vlan)} · {group.Ports.Count + group.MorePorts}", state, 0, "", selected is not null && group.Ports.Contains(selected), true, ports);
    }

    private static TopologyHead Uplink(HostView host, StandardSwitch shown, ShareUplink uplink, StandardPort? selected, Dictionary<string, NicRuntime> nics)
    {
        bool leads = selected?.Runtime.PinnedUplink == uplink.Name;
        NicRuntime? nic = uplink.Nic is null ? null : host.Nics.FirstOrDefault(one => one.Id == uplink.Nic);
        string key = $"nic {shown.Id} {uplink.Name}";
        if (nic is not null)
        {
            nics[key] = nic;
        }

        TopologyRow[] rows = uplink.Nic is null ? [] :
            [new TopologyRow(key, TopologySide.Uplinks, false, 0, nic?.Name ?? uplink.Nic, nic?.Neighbours.Count > 0 ? nic.Neighbours[0].PortId : "", nic is null ? ObjectState.Pending : nic.LinkUp ? ObjectState.Done : ObjectState.Error, 0, "", leads, false, null)];
        return new TopologyHead($"uplink {shown.Id} {uplink.Name}", uplink.Name, "", rows.Length == 0 ? null : rows[0].State, 0, "", leads, true, rows);
    }

    private static string NameOf(ConnectionConfig connection) => connection.Vm.Length > 0 ? $"{connection.Vm} {connection.Vnic}" : connection.Vnic;

    private static string AddressesOf(ConnectionConfig connection) => string.Join(", ", connection.OwnAddresses());
}
