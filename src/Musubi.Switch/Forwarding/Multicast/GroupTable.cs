namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// Who listens to which group, for one plan: open addressing with linear probing, at most half full, over flat arrays of members and
/// sources. Immutable once built (<see cref="GroupTableBuilder"/>); any number of readers. The multipliers are secret: guests choose the
/// groups, and must not be able to pile them up in one spot.
/// </summary>
public sealed class GroupTable
{
    private readonly GroupZone[] _zones;
    private readonly int[] _ports;
    private readonly GroupEntry[] _entries;
    private readonly GroupMember[] _members;
    private readonly UInt128[] _sources;
    private readonly GroupHash _hash;

    internal GroupTable(GroupZone[] zones, int[] ports, GroupEntry[] entries, GroupMember[] members, UInt128[] sources, GroupHash hash) =>
        (_zones, _ports, _entries, _members, _sources, _hash) = (zones, ports, entries, members, sources, hash);

    public static GroupTable Empty { get; } = new([], [], new GroupEntry[GroupHash.LeastPlaces], [], [], new GroupHash(0, 1, 1));

    /// <summary>What is known of a zone.</summary>
    internal GroupZone ZoneOf(ushort zone) => zone < _zones.Length ? _zones[zone] : default;

    /// <summary>Ports of a zone behind which a router is.</summary>
    internal ReadOnlySpan<int> Routers(in GroupZone zone) => _ports.AsSpan(zone.FirstPort, zone.RouterCount);

    /// <summary>Ports of a zone that hear every group.</summary>
    internal ReadOnlySpan<int> HearsAll(in GroupZone zone) => _ports.AsSpan(zone.FirstPort, zone.PortCount);

    /// <summary>Members of a group, none of them among those that hear every group. False when nobody in the zone has asked for the group.</summary>
    internal bool TryFind(ushort zone, UInt128 group, out ReadOnlySpan<GroupMember> members)
    {
        GroupEntry[] entries = _entries;
        int place = _hash.PlaceOf(zone, group);
        while (true)
        {
            ref readonly GroupEntry entry = ref entries[place];
            if (entry.Zone == 0)
            {
                members = default;
                return false;
            }

            if (entry.Zone == zone && entry.Group == group)
            {
                members = _members.AsSpan(entry.FirstMember, entry.MemberCount);
                return true;
            }

            place = (place + 1) & _hash.Mask;
        }
    }

    internal bool Wants(in GroupMember member, UInt128 source) =>
        _sources.AsSpan(member.FirstSource, member.SourceCount).Contains(source) != member.Excludes;
}
