using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Pages.Hosts;
using Musubi.Pages.Live;
using Musubi.Pages.Ports;

namespace Musubi.Pages.Topology;

/// <summary>
/// A switch as people draw it: port groups with their VMs on one side, uplinks with each host's NICs on the other. Small fabrics are shown whole; of large ones heads with
/// numbers, which open. Pure: where everything stands, not how it looks.
/// </summary>
public sealed record TopologyPicture
{
    /// <summary>Height of a line.</summary>
    public const double RowHeight = 22;

    /// <summary>Lines of one side that are shown before heads are closed by themselves.</summary>
    private const int MostOpen = 60;

    /// <summary>Lines below one head, however open it is: a search finds the others.</summary>
    private const int MostBelow = 500;

    private const double Top = 20;
    private const double Gap = 10;

    public required ImmutableArray<TopologyRow> Rows { get; init; }

    public required double Height { get; init; }

    public static TopologyPicture Draw(FabricView view, SwitchConfig owner, TopologyChoices choices)
    {
        PortView? selected = choices.Selected is { } id ? view.PortById.GetValueOrDefault(id) : null;
        ImmutableArray<TopologyRow>.Builder rows = ImmutableArray.CreateBuilder<TopologyRow>();
        double left = DrawPorts(rows, view, owner, choices, selected);
        double right = DrawUplinks(rows, view, owner, choices, selected);
        return new TopologyPicture { Rows = rows.ToImmutable(), Height = Math.Max(left, right) + Top };
    }

    private static double DrawPorts(ImmutableArray<TopologyRow>.Builder rows, FabricView view, SwitchConfig owner, TopologyChoices choices, PortView? selected)
    {
        ILookup<Guid, PortView> ports = view.Ports.Where(port => port.Switch.Id == owner.Id && port.Config.Connection is not null).ToLookup(port => port.PortGroup.Id);
        PortGroupConfig[] groups = [.. view.Snapshot.PortGroups.Values.Where(group => group.SwitchId == owner.Id).OrderBy(group => group.Name, StringComparer.Ordinal)];
        bool opens = groups.Sum(group => ports[group.Id].Count()) <= MostOpen;
        double y = Top;
        foreach (PortGroupConfig group in groups)
        {
            PortView[] found = [.. ports[group.Id].Where(port => Matches(choices, group.Name, port.Connected, port.Host))];
            if (choices.Search.Length > 0 && found.Length == 0)
            {
                continue;
            }

            string key = $"group {group.Id}";
            bool open = IsOpen(choices, key, opens);
            string vlan = VlanText.Format(group.Policy.Vlan ?? owner.Policy.Vlan ?? VlanConfig.None);
            rows.Add(new TopologyRow(key, TopologySide.Ports, true, y, group.Name, $"VLAN {vlan} · {ports[group.Id].Count()}", WorstOf(ports[group.Id]), ports[group.Id].Sum(port => port.Traffic.BitsPerSecond),
                $"/portgroups/{group.Id}", selected?.PortGroup.Id == group.Id, open, null));
            y += RowHeight;
            foreach (PortView port in open ? found.OrderBy(port => port.Connected, StringComparer.Ordinal).Take(MostBelow) : [])
            {
                rows.Add(new TopologyRow($"port {port.Id}", TopologySide.Ports, false, y, port.Connected, port.Host, StateOf(port), port.Traffic.BitsPerSecond, $"/ports/{port.Id}", selected?.Id == port.Id, false, port.Id));
                y += RowHeight;
            }

            y += Gap;
        }

        return y;
    }

    private static double DrawUplinks(ImmutableArray<TopologyRow>.Builder rows, FabricView view, SwitchConfig owner, TopologyChoices choices, PortView? selected)
    {
        HostView[] hosts = [.. view.Hosts.Where(host => owner.Members.Any(member => member.HostId == host.Id))];
        bool opens = hosts.Length * owner.Uplinks.Count <= MostOpen;
        double y = Top;
        foreach (string uplink in owner.Uplinks)
        {
            (HostView Host, NicRuntime Nic)[] nics = [.. hosts.Select(host => (host, host.NicOf(owner, uplink))).Where(pair => pair.Item2 is not null).Select(pair => (pair.host, pair.Item2!))];
            (HostView Host, NicRuntime Nic)[] found = [.. nics.Where(pair => Matches(choices, uplink, pair.Host.Name, pair.Nic.Name))];
            bool leads = selected?.Runtime?.PinnedUplink == uplink;
            string key = $"uplink {uplink}";
            bool open = IsOpen(choices, key, opens || leads);
            int up = nics.Count(pair => pair.Nic.LinkUp);
            rows.Add(new TopologyRow(key, TopologySide.Uplinks, true, y, uplink, $"{up} / {nics.Length}", nics.Length == 0 ? null : up == nics.Length ? ObjectState.Done : up == 0 ? ObjectState.Error : ObjectState.Pending,
                CarriedBy(view, owner, uplink, null), $"/switches/{owner.Id}", leads, open, null));
            y += RowHeight;
            foreach ((HostView host, NicRuntime nic) in open ? found.Take(MostBelow) : [])
            {
                rows.Add(new TopologyRow($"nic {host.Id} {uplink}", TopologySide.Uplinks, false, y, $"{host.Name} {nic.Name}", nic.Neighbours.Count > 0 ? Neighbours.Name(nic.Neighbours[0]) : "", StateOf(host, nic),
                    CarriedBy(view, owner, uplink, host.Id), $"/hosts/{host.Id}", leads && selected!.Config.Connection?.HostId == host.Id, false, null));
                y += RowHeight;
            }

            y += Gap;
        }

        return y;
    }

    /// <summary>What the ports that are pinned to an uplink carry: more than leaves by it, as neighbours on one host are among it.</summary>
    private static double CarriedBy(FabricView view, SwitchConfig owner, string uplink, Guid? host) => view.Ports
        .Where(port => port.Switch.Id == owner.Id && port.Runtime?.PinnedUplink == uplink && (host is null || port.Config.Connection?.HostId == host))
        .Sum(port => port.Traffic.BitsPerSecond);

    private static bool IsOpen(TopologyChoices choices, string key, bool byItself) => choices.Search.Length > 0 || byItself != choices.Toggled.Contains(key);

    private static bool Matches(TopologyChoices choices, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (name.Contains(choices.Search, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static ObjectState? StateOf(PortView port) => PortColumns.IsBlocked(port) ? ObjectState.Error : port.Runtime?.State ?? ObjectState.Pending;

    /// <summary>Of a host that cannot be reached nobody knows.</summary>
    private static ObjectState StateOf(HostView host, NicRuntime nic) =>
        host.Health == HostHealth.Unreachable ? ObjectState.Pending : nic.LinkUp ? ObjectState.Done : ObjectState.Error;

    private static ObjectState? WorstOf(IEnumerable<PortView> ports)
    {
        ObjectState? worst = null;
        foreach (PortView port in ports)
        {
            ObjectState? state = StateOf(port);
            worst = worst is ObjectState.Error || state is ObjectState.Error ? ObjectState.Error : worst is ObjectState.Pending ? worst : state;
        }

        return worst;
    }
}
