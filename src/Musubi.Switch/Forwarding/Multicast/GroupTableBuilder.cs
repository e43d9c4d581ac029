namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>Builds a <see cref="GroupTable"/> for a plan. Used once, on the control thread.</summary>
/// <param name="plan">Whose indexes and domains the table names.</param>
/// <param name="high">A random number, as is <paramref name="low"/>.</param>
public sealed class GroupTableBuilder(ForwardingPlan plan, ulong high, ulong low)
{
    private readonly Dictionary<ushort, ZoneDraft> _zones = [];
    private int _entries;

    /// <summary>
    /// Begins a zone, of which everything added later is part; false when no port of the plan is in it. Nothing is flooded any more but what
    /// <paramref name="flags"/> says.
    /// </summary>
    /// <param name="switchIndex">In the plan.</param>
    /// <param name="vlan">The VLAN, or the primary of a private VLAN.</param>
    internal bool TryAddZone(int switchIndex, int vlan, GroupZoneFlags flags, out ushort zone)
    {
        zone = plan.ZoneOf(plan.Domain(switchIndex, vlan));
        return zone != 0 && _zones.TryAdd(zone, new ZoneDraft(flags));
    }

    /// <summary>A port that hears every group of the zone.</summary>
    /// <param name="isRouter">A router is behind it: it gets reports too.</param>
    internal void AddListenerToAll(ushort zone, int port, bool isRouter)
    {
        if (isRouter)
        {
            _zones[zone].Routers.Add(port);
        }
        else
        {
            _zones[zone].Others.Add(port);
        }
    }

    /// <summary>A port that hears a group: every source but some, or some only.</summary>
    internal void AddMember(ushort zone, UInt128 group, int port, bool excludes, IReadOnlyList<UInt128> sources)
    {
        List<Listener> listeners;
        if (!_zones[zone].Groups.TryGetValue(group, out listeners!))
        {
            _zones[zone].Groups[group] = listeners = [];
            _entries++;
        }

        listeners.Add(new Listener(port, excludes, sources));
    }

    internal GroupTable Build()
    {
        GroupHash hash = new(_entries, high, low);
        GroupEntry[] entries = new GroupEntry[hash.Mask + 1];
        GroupZone[] zones = new GroupZone[_zones.Count == 0 ? 0 : _zones.Keys.Max() + 1];
        List<int> ports = [];
        List<GroupMember> members = [];
        List<UInt128> sources = [];
        foreach ((ushort zone, ZoneDraft draft) in _zones)
        {
            int[] routers = [.. draft.Routers.Where(IsToBeListed).Order()];
            int[] all = [.. routers, .. draft.Others.Where(port => IsToBeListed(port) && !draft.Routers.Contains(port)).Order()];
            zones[zone] = new GroupZone { FirstPort = ports.Count, RouterCount = routers.Length, PortCount = all.Length, Flags = draft.Flags };
            ports.AddRange(all);
            foreach ((UInt128 group, List<Listener> listeners) in draft.Groups)
            {
                int first = members.Count;
                foreach (Listener listener in listeners.Where(listener => IsToBeListed(listener.Port) && !draft.HearsAll(listener.Port)).OrderBy(listener => listener.Port))
                {
                    members.Add(new GroupMember { Port = listener.Port, FirstSource = sources.Count, SourceCount = (ushort)listener.Sources.Count, Excludes = listener.Excludes });
                    sources.AddRange(listener.Sources);
                }

                Place(entries, hash, new GroupEntry { Zone = zone, Group = group, FirstMember = first, MemberCount = members.Count - first });
            }
        }

        return new GroupTable(zones, [.. ports], entries, [.. members], [.. sources], hash);
    }

    /// <summary>Promiscuous ports get everything by the lists of their domains.</summary>
    private bool IsToBeListed(int port) => !plan.Ports[port].Has(PortFlags.Promiscuous);

    private static void Place(GroupEntry[] entries, GroupHash hash, GroupEntry entry)
    {
        int place = hash.PlaceOf(entry.Zone, entry.Group);
        while (entries[place].Zone != 0)
        {
            place = (place + 1) & hash.Mask;
        }

        entries[place] = entry;
    }

    private sealed record Listener(int Port, bool Excludes, IReadOnlyList<UInt128> Sources);

    private sealed class ZoneDraft(GroupZoneFlags flags)
    {
        public GroupZoneFlags Flags { get; } = flags;

        public HashSet<int> Routers { get; } = [];

        public HashSet<int> Others { get; } = [];

        public Dictionary<UInt128, List<Listener>> Groups { get; } = [];

        public bool HearsAll(int port) => Routers.Contains(port) || Others.Contains(port);
    }
}
