using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// A query that the switch sends: IGMPv3 (RFC 3376, 4.1) or MLDv2 (RFC 3810, 5.1), which hosts of older versions answer in their own. From an
/// address that belongs to the switch, or from one that no election is lost to: 0.0.0.0, the highest link-local one of IPv6.
/// </summary>
/// <param name="IsIpv6">MLD, otherwise IGMP.</param>
/// <param name="From">The address that it is sent from; null for none.</param>
/// <param name="Group">Null for all groups.</param>
/// <param name="Sources">Of the group, those that are asked for; empty for whoever sends to it. At most <see cref="GroupMembership.MostSources"/>.</param>
/// <param name="ResponseMilliseconds">Within which hosts shall answer, 100 or more.</param>
/// <param name="IntervalSeconds">Between queries for all groups.</param>
internal readonly record struct MembershipQuery(
    bool IsIpv6, UInt128? From, UInt128? Group, IReadOnlyList<UInt128> Sources, int ResponseMilliseconds, int IntervalSeconds)
{
    /// <summary>Times that a message may be lost (RFC 3376, 8.1).</summary>
    public const int Robustness = 2;

    /// <summary>Of the largest query: IPv6, a group and as many sources as may be.</summary>
    public const int MostBytes = 40 + 8 + 28 + (16 * GroupMembership.MostSources);

    /// <summary>fe80::ffff:ffff:ffff:ffff. Hosts heed queries from link-local addresses only (RFC 3810, 5.1.14), and no other loses an election to it.</summary>
    public static readonly UInt128 Nobody6 = ((UInt128)0xfe80_0000_0000_0000 << 64) | ulong.MaxValue;

    private const ulong AllHosts4 = 0x0100_5e00_0001;
    private const ulong AllNodes6 = 0x3333_0000_0001;
    private const uint AllHostsAddress4 = 0xE000_0001;

    private static readonly UInt128 AllNodesAddress6 = ((UInt128)0xff02_0000_0000_0000 << 64) | 1;

    public ushort EtherType => IsIpv6 ? GroupPacket.Ipv6EtherType : GroupPacket.Ipv4EtherType;

    /// <summary>The MAC that it is sent to.</summary>
    public ulong Destination => Group is { } group ? GroupAddresses.MacOf(group) : IsIpv6 ? AllNodes6 : AllHosts4;

    /// <summary>Writes what follows the Ethernet header and returns how much it is.</summary>
    /// <param name="packet">At least <see cref="MostBytes"/>.</param>
    public int Write(Span<byte> packet) => IsIpv6 ? WriteMld(packet) : WriteIgmp(packet);

    private int WriteIgmp(Span<byte> packet)
    {
        Span<byte> message = packet.Slice(GroupIp.Ipv4Bytes, 12 + (4 * Sources.Count));
        message.Clear();
        message[0] = GroupPacket.IgmpQuery;
        message[1] = ExponentialCode.Write8(ResponseMilliseconds / 100);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], GroupAddresses.Low(Group ?? 0));
        WriteTail(message[8..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetSum.Of(message));
        return GroupIp.WriteIpv4(packet, GroupAddresses.Low(From ?? 0), Group is { } group ? GroupAddresses.Low(group) : AllHostsAddress4, message.Length);
    }

    private int WriteMld(Span<byte> packet)
    {
        Span<byte> message = packet.Slice(GroupIp.Ipv6Bytes, 28 + (16 * Sources.Count));
        message.Clear();
        message[0] = GroupPacket.MldQuery;
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], ExponentialCode.Write16(ResponseMilliseconds));
        BinaryPrimitives.WriteUInt128BigEndian(message[8..], Group ?? 0);
        WriteTail(message[24..]);
        int length = GroupIp.WriteIpv6(packet, From ?? Nobody6, Group ?? AllNodesAddress6, message.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetSum.OfIcmpV6(packet[8..40], message));
        return length;
    }

    private void WriteTail(Span<byte> tail)
    {
        tail[0] = Robustness;
        tail[1] = ExponentialCode.Write8(IntervalSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(tail[2..], (ushort)Sources.Count);
        GroupIp.WriteAddresses(tail[4..], Sources, IsIpv6);
    }
}
