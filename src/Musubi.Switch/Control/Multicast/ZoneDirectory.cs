using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Which zones there are and which ports are in them. A zone is there while a port is in its VLAN by configuration; in a VLAN that only trunks carry, once
/// one of them has spoken of groups there. Control thread only.
/// </summary>
internal sealed class ZoneDirectory
{
    /// <summary>Zones that one trunk may make necessary; in further VLANs of its own groups are flooded.</summary>
    public const int MostOfTrunk = 64;

    /// <summary>Zones of all trunks together.</summary>
    public const int MostOfTrunks = 1024;

    private readonly Dictionary<ZoneKey, GroupZoneState> _zones = [];
    private readonly Dictionary<ZoneKey, GroupZoneState> _ofVlan = [];
    private readonly Dictionary<PortSlot, SnoopedPort> _ports = [];

    /// <summary>How many memberships there may be.</summary>
    public GroupBudget Budget { get; } = new();

    public IReadOnlyCollection<GroupZoneState> Zones => _zones.Values;

    public IReadOnlyCollection<SnoopedPort> Ports => _ports.Values;

    /// <summary>The zone that a VLAN is part of; null when there is none.</summary>
    public GroupZoneState? Find(uint switchKey, int vlan) => _ofVlan.GetValueOrDefault(new ZoneKey(switchKey, vlan));

    /// <summary>These ports are there, as they are planned now. Returns those that are new in a zone.</summary>
    public IReadOnlyList<ZonePort> Follow(IReadOnlySet<PortSlot> present)
    {
        foreach (SnoopedPort gone in _ports.Values.Where(port => !present.Contains(port.Slot)).ToList())
        {
            LeaveAll(gone);
            _ports.Remove(gone.Slot);
        }

        foreach (PortSlot slot in present)
        {
            _ports.TryAdd(slot, new SnoopedPort(slot));
        }

        Budget.Share(_ports.Count);
        foreach (SnoopedPort port in _ports.Values)
        {
            LeaveWhereNotWanted(port);
        }

        FollowZones();
        return [.. _ports.Values.SelectMany(Enter)];
    }

    /// <summary>
    /// A zone for a VLAN in which a trunk has spoken of groups; null when it is no trunk, does not carry the VLAN, or has reached a bound. Its ports are new in it.
    /// </summary>
    public GroupZoneState? TryFound(PortSlot trunk, int vlan, out IReadOnlyList<ZonePort> comers)
    {
        comers = [];
        if (!_ports.TryGetValue(trunk, out SnoopedPort? founder) || !PortVlans.IsTrunk(trunk.Planned) || !PortVlans.Carries(trunk.Planned, vlan)
            || _zones.Values.Count(zone => zone.Founder == founder) >= MostOfTrunk || _zones.Values.Count(zone => zone.Founder is not null) >= MostOfTrunks)
        {
            return null;
        }

        GroupZoneState zone = new(new ZoneKey(trunk.Planned.SwitchKey, vlan), founder);
        _zones.Add(zone.Key, zone);
        _ofVlan[zone.Key] = zone;
        comers = [.. _ports.Values.Select(port => TryEnter(port, zone)).OfType<ZonePort>()];
        return zone;
    }

    /// <summary>A port listens to a group no more.</summary>
    public void Forget(ZonePort place, UInt128 group)
    {
        if (place.Groups.Remove(group))
        {
            Budget.GiveBack(place.Port);
        }
    }

    private void LeaveAll(SnoopedPort port)
    {
        foreach (ZonePort place in port.Zones.ToList())
        {
            Leave(place);
        }
    }

    /// <summary>A port that got other VLANs has no part in some zones any more.</summary>
    private void LeaveWhereNotWanted(SnoopedPort port)
    {
        foreach (ZonePort place in port.Zones.Where(place => TagIn(port, place.Zone) != place.Tag).ToList())
        {
            Leave(place);
        }
    }

    private void Leave(ZonePort place)
    {
        foreach (UInt128 group in place.Groups.Keys.ToList())
        {
            Forget(place, group);
        }

        place.Zone.Ports.Remove(place.Port.Slot);
        place.Port.Zones.Remove(place);
    }

    private void FollowZones()
    {
        foreach (GroupZoneState zone in _zones.Values)
        {
            zone.Vlans.Clear();
            zone.Vlans.Add(zone.Key.Vlan);
        }

        HashSet<ZoneKey> configured = [];
        foreach (SnoopedPort port in _ports.Values.Where(port => !PortVlans.IsTrunk(port.Slot.Planned)))
        {
            ZoneKey key = HomeOf(port);
            configured.Add(key);
            if (!_zones.TryGetValue(key, out GroupZoneState? zone))
            {
                _zones[key] = zone = new GroupZoneState(key, null);
            }

            zone.Vlans.UnionWith(PortVlans.All(port.Slot.Planned));
        }

        foreach (GroupZoneState zone in _zones.Values.ToList())
        {
            Settle(zone, configured.Contains(zone.Key));
        }

        _ofVlan.Clear();
        foreach (GroupZoneState zone in _zones.Values)
        {
            foreach (int vlan in zone.Vlans)
            {
                _ofVlan.TryAdd(new ZoneKey(zone.Key.SwitchKey, vlan), zone);
            }
        }
    }

    /// <summary>
    /// A zone that no port is in by configuration goes with the trunk that made it necessary: until another speaks of groups there they are
    /// flooded.
    /// </summary>
    private void Settle(GroupZoneState zone, bool configured)
    {
        bool isFounded = zone.Founder is { } founder && founder.Zones.Exists(place => place.Zone == zone);
        zone.Founder = configured ? null : zone.Founder;
        if (configured || isFounded)
        {
            return;
        }

        foreach (ZonePort place in zone.Ports.Values.ToList())
        {
            Leave(place);
        }

        _zones.Remove(zone.Key);
    }

    /// <summary>Puts a port into the zones that it belongs to and is not in. Returns its places there.</summary>
    private IEnumerable<ZonePort> Enter(SnoopedPort port) => PortVlans.IsTrunk(port.Slot.Planned)
        ? _zones.Values.Select(zone => TryEnter(port, zone)).OfType<ZonePort>()
        : new[] { TryEnter(port, _zones[HomeOf(port)]) }.OfType<ZonePort>();

    private static ZonePort? TryEnter(SnoopedPort port, GroupZoneState zone)
    {
        if (zone.Ports.ContainsKey(port.Slot) || TagIn(port, zone) is not { } tag)
        {
            return null;
        }

        ZonePort place = new(port, zone, tag);
        zone.Ports.Add(port.Slot, place);
        port.Zones.Add(place);
        return place;
    }

    private static ZoneKey HomeOf(SnoopedPort port) => new(port.Slot.Planned.SwitchKey, PortVlans.Home(port.Slot.Planned));

    /// <summary>What a port's frames of a zone are tagged with towards it; null when the port has no part in the zone.</summary>
    private static ushort? TagIn(SnoopedPort port, GroupZoneState zone)
    {
        if (port.Slot.Planned.SwitchKey != zone.Key.SwitchKey)
        {
            return null;
        }

        if (!PortVlans.IsTrunk(port.Slot.Planned))
        {
            return PortVlans.Home(port.Slot.Planned) == zone.Key.Vlan ? (ushort)0 : null;
        }

        int vlan = zone.Vlans.Prepend(zone.Key.Vlan).FirstOrDefault(vlan => PortVlans.Carries(port.Slot.Planned, vlan), -1);
        return vlan < 0 ? null : (ushort)vlan;
    }
}
