using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Pages.Hosts;
using Musubi.Pages.Live;
using Musubi.Pages.Ports;

namespace Musubi.Pages.Topology;

/// <summary>What stands on both sides of a distributed switch. Made for one drawing.</summary>
internal sealed class TopologyHeads
{
    /// <summary>Lines of one side that are shown before heads are closed by themselves.</summary>
    private const int MostOpen = 60;

    private readonly FabricView _view;
    private readonly SwitchConfig _owner;
    private readonly TopologyChoices _choices;
    private readonly PortView? _selected;
    private readonly PortView[] _ports;
    private readonly HostView[] _hosts;
    private readonly Dictionary<(Guid Host, string Uplink), double> _carried = [];
    private readonly Dictionary<string, NicRuntime[]> _nicsOf = new(StringComparer.Ordinal);

    public TopologyHeads(FabricView view, SwitchConfig owner, TopologyChoices choices)
    {
        (_view, _owner, _choices) = (view, owner, choices);
        _selected = choices.Selected is { } id ? view.PortById.GetValueOrDefault(id) : null;
        _ports = [.. view.Ports.Where(port => port.Switch.Id == owner.Id && port.Config.Connection is not null)];
        HashSet<Guid> members = [.. owner.Members.Select(member => member.HostId)];
        _hosts = [.. view.Hosts.Where(host => members.Contains(host.Id))];
        foreach (PortView port in _ports)
        {
            if (port.Runtime is { PinnedUplink: { Length: > 0 } uplink })
            {
                (Guid, string) key = (port.Config.Connection!.HostId, uplink);
                _carried[key] = _carried.GetValueOrDefault(key) + port.Traffic.BitsPerSecond;
            }
        }
    }

    public IEnumerable<TopologyHead> Ports()
    {
        bool opens = _ports.Length <= MostOpen;
        return _choices.ByHost ? PortsByHost(opens) : PortsByGroup(opens);
    }

    public IEnumerable<TopologyHead> Uplinks()
    {
        bool opens = _hosts.Length * _owner.Uplinks.Count <= MostOpen;
        return _choices.ByHost ? _hosts.Select(host => UplinksOf(host, opens)).OfType<TopologyHead>() : _owner.Uplinks.Select(uplink => UplinkHead(uplink, opens));
    }

    /// <summary>Who is heard by the NICs of a line.</summary>
    public IEnumerable<(string Name, string Port, bool LinkUp)> NeighboursOf(TopologyRow row) =>
        _nicsOf.GetValueOrDefault(row.Key, []).SelectMany(nic => nic.Neighbours.Take(1).Select(neighbour => (Neighbours.System(neighbour), neighbour.PortId, nic.LinkUp)));

    private IEnumerable<TopologyHead> PortsByGroup(bool opens)
    {
        ILookup<Guid, PortView> byGroup = _ports.ToLookup(port => port.PortGroup.Id);
        foreach (PortGroupConfig group in _view.Snapshot.PortGroups.Values.Where(group => group.SwitchId == _owner.Id).OrderBy(group => group.Name, StringComparer.Ordinal))
        {
            PortView[] ports = [.. byGroup[group.Id]];
            string vlan = VlanText.Format(group.Policy.Vlan ?? _owner.Policy.Vlan ?? VlanConfig.None);
            yield return new TopologyHead(
                $"group {group.Id}", group.Name, $"VLAN {vlan} · {ports.Length}", WorstOf(ports), ports.Sum(port => port.Traffic.BitsPerSecond), $"/portgroups/{group.Id}",
                _selected?.PortGroup.Id == group.Id, opens, Rows(ports, port => port.Host));
        }
    }

    private IEnumerable<TopologyHead> PortsByHost(bool opens)
    {
        ILookup<Guid, PortView> byHost = _ports.ToLookup(port => port.Config.Connection!.HostId);
        foreach (HostView host in _hosts)
        {
            PortView[] ports = [.. byHost[host.Id]];
            yield return new TopologyHead(
                $"ports of {host.Id}", host.Name, $"{ports.Length}", WorstOf(ports), ports.Sum(port => port.Traffic.BitsPerSecond), $"/hosts/{host.Id}",
                _selected?.Config.Connection?.HostId == host.Id, opens, Rows(ports, port => $"{port.PortGroup.Name} · VLAN {PortColumns.VlanOf(port)}"));
        }
    }

    private IReadOnlyList<TopologyRow> Rows(IEnumerable<PortView> ports, Func<PortView, string> detail) =>
    [
        .. ports.Where(port => Matches(port.PortGroup.Name, port.Connected, port.Host)).OrderBy(port => port.Connected, StringComparer.Ordinal)
            .Select(port => new TopologyRow($"port {port.Id}", TopologySide.Ports, false, 0, port.Connected, detail(port), StateOf(port), port.Traffic.BitsPerSecond, $"/ports/{port.Id}", _selected?.Id == port.Id, false, port.Id)),
    ];

    private TopologyHead UplinkHead(string uplink, bool opens)
    {
        (HostView Host, NicRuntime Nic)[] nics = [.. _hosts.Select(host => (host, Nic: host.NicOf(_owner, uplink))).Where(pair => pair.Nic is not null).Select(pair => (pair.host, pair.Nic!))];
        bool leads = Leads(uplink);
        string key = $"uplink {uplink}";
        string lag = _owner.LagOf(uplink) is { } of ? $" · {of.Name}" : "";
        _nicsOf[key] = [.. nics.Select(pair => pair.Nic)];
        return new TopologyHead(
            key, uplink, $"{nics.Count(pair => pair.Nic.LinkUp)} / {nics.Length}{lag}", StateOf(_nicsOf[key]), nics.Sum(pair => CarriedBy(pair.Host.Id, uplink)), $"/switches/{_owner.Id}", leads, opens || leads,
            [.. nics.Where(pair => Matches(uplink, pair.Host.Name, pair.Nic.Name)).Select(pair => NicRow(pair.Host, uplink, pair.Nic, $"{pair.Host.Name} {pair.Nic.Name}", ""))]);
    }

    /// <summary>Null for a host of which a search finds nothing.</summary>
    private TopologyHead? UplinksOf(HostView host, bool opens)
    {
        (string Uplink, NicRuntime Nic)[] nics = [.. _owner.Uplinks.Select(uplink => (uplink, Nic: host.NicOf(_owner, uplink))).Where(pair => pair.Nic is not null).Select(pair => (pair.uplink, pair.Nic!))];
        TopologyRow[] rows = [.. nics.Where(pair => Matches(pair.Uplink, host.Name, pair.Nic.Name)).Select(pair => NicRow(host, pair.Uplink, pair.Nic, pair.Nic.Name, $"{pair.Uplink}"))];
        bool leads = _selected?.Config.Connection?.HostId == host.Id;
        string key = $"nics of {host.Id}";
        _nicsOf[key] = [.. nics.Select(pair => pair.Nic)];
        return rows.Length == 0 && _choices.Search.Length > 0 ? null : new TopologyHead(
            key, host.Name, $"{nics.Count(pair => pair.Nic.LinkUp)} / {nics.Length}", host.Health == HostHealth.Unreachable ? ObjectState.Pending : StateOf(_nicsOf[key]),
            nics.Sum(pair => CarriedBy(host.Id, pair.Uplink)), $"/hosts/{host.Id}", leads, opens || leads, rows);
    }

    private TopologyRow NicRow(HostView host, string uplink, NicRuntime nic, string title, string detail)
    {
        string key = $"nic {host.Id} {uplink}";
        _nicsOf[key] = [nic];
        string port = nic.Neighbours.Count > 0 ? nic.Neighbours[0].PortId : "";
        return new TopologyRow(
            key, TopologySide.Uplinks, false, 0, title, string.Join(" · ", new[] { detail, port }.Where(part => part.Length > 0)), StateOf(host, nic), CarriedBy(host.Id, uplink), $"/hosts/{host.Id}",
            Leads(uplink) && _selected!.Config.Connection?.HostId == host.Id, false, null);
    }

    /// <summary>Whether what is chosen leaves by an uplink, alone or in a LAG.</summary>
    private bool Leads(string uplink) => _selected?.Runtime?.PinnedUplink is { Length: > 0 } pinned && _selected.Switch.Id == _owner.Id && (pinned == uplink || _owner.LagOf(uplink)?.Name == pinned);

    /// <summary>What the ports that are pinned to an uplink carry: more than leaves by it, as neighbours on one host are among it. Of a LAG's members nobody tells how it is shared.</summary>
    private double CarriedBy(Guid host, string uplink) => _carried.GetValueOrDefault((host, uplink));

    private bool Matches(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (name.Contains(_choices.Search, StringComparison.OrdinalIgnoreCase))
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

    private static ObjectState? StateOf(NicRuntime[] nics) =>
        nics.Length == 0 ? null : nics.All(nic => nic.LinkUp) ? ObjectState.Done : nics.Any(nic => nic.LinkUp) ? ObjectState.Pending : ObjectState.Error;

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
