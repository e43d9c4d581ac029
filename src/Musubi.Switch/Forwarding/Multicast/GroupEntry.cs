namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>One place of a <see cref="GroupTable"/>: a group in a zone and its members; without members a place that is not used.</summary>
internal struct GroupEntry
{
    public UInt128 Group;
    public int FirstMember;
    public int MemberCount;
    public ushort Zone;
}
