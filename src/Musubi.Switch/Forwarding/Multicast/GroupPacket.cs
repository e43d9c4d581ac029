using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// Tells what a frame for a group is, from the first bytes of its IP header. Total and bounded; checksums are not looked at, since nothing but
/// the way of this very frame depends on it.
/// </summary>
public static class GroupPacket
{
    internal const byte Igmp = 2;
    internal const byte IcmpV6 = 58;
    internal const byte Pim = 103;
    internal const byte HopByHop = 0;

    internal const byte IgmpQuery = 0x11;
    internal const byte IgmpV1Report = 0x12;
    internal const byte IgmpV2Report = 0x16;
    internal const byte IgmpLeave = 0x17;
    internal const byte IgmpV3Report = 0x22;
    internal const byte IgmpRouter = 0x30;

    internal const byte MldQuery = 130;
    internal const byte MldReport = 131;
    internal const byte MldDone = 132;
    internal const byte MldV2Report = 143;
    internal const byte MldRouter = 151;

    internal const ushort Ipv4EtherType = 0x0800;
    internal const ushort Ipv6EtherType = 0x86dd;
    internal const int Ipv4Header = 20;
    internal const int Ipv6Header = 40;

    /// <summary>224.0.0.13, to which routers say hello (RFC 7761, 4.3.1).</summary>
    private const uint PimRouters4 = 0xE000_000D;

    /// <param name="destination">The frame's MAC.</param>
    /// <param name="packet">What follows the EtherType.</param>
    /// <param name="group">IP destination, as <see cref="GroupAddresses"/> writes it; of <see cref="GroupTraffic.Data"/> only.</param>
    /// <param name="source">IP source, likewise.</param>
    public static GroupTraffic Classify(ulong destination, ushort etherType, ReadOnlySpan<byte> packet, out UInt128 group, out UInt128 source)
    {
        if (etherType == Ipv4EtherType && packet.Length >= Ipv4Header && packet[0] >> 4 == 4)
        {
            group = GroupAddresses.ReadIpv4(packet[16..]);
            source = GroupAddresses.ReadIpv4(packet[12..]);
            return IsMeant(group, destination) ? ClassifyIpv4(packet, group) : GroupTraffic.Flooded;
        }

        if (etherType == Ipv6EtherType && packet.Length >= Ipv6Header && packet[0] >> 4 == 6)
        {
            group = GroupAddresses.ReadIpv6(packet[24..]);
            source = GroupAddresses.ReadIpv6(packet[8..]);
            return IsMeant(group, destination) ? ClassifyIpv6(packet, group) : GroupTraffic.Flooded;
        }

        (group, source) = (0, 0);
        return GroupTraffic.Flooded;
    }

    /// <summary>Both addresses name the same group. What is unicast by IP and sent to a group MAC (network load balancing) is everybody's.</summary>
    private static bool IsMeant(UInt128 group, ulong destination) => GroupAddresses.IsGroup(group) && GroupAddresses.MacOf(group) == destination;

    private static GroupTraffic ClassifyIpv4(ReadOnlySpan<byte> packet, UInt128 group)
    {
        int header = (packet[0] & 0xf) * 4;
        byte protocol = packet[9];
        bool isFirst = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1fff) == 0;
        if (header >= Ipv4Header && packet.Length > header && isFirst)
        {
            if (protocol == Igmp)
            {
                return packet[header] switch
                {
                    IgmpQuery => GroupTraffic.Query,
                    IgmpV1Report or IgmpV2Report or IgmpLeave or IgmpV3Report => GroupTraffic.Report,
                    IgmpRouter => GroupTraffic.Router,
                    _ => GroupTraffic.Flooded,
                };
            }

            if (protocol == Pim && GroupAddresses.Low(group) == PimRouters4 && IsPimHello(packet[header]))
            {
                return GroupTraffic.Router;
            }
        }

        return protocol == Igmp || GroupAddresses.IsLinkLocal(group) ? GroupTraffic.Flooded : GroupTraffic.Data;
    }

    /// <summary>Messages of MLD stand behind a hop-by-hop header with a router alert (RFC 2710, 3; RFC 3810, 5).</summary>
    private static GroupTraffic ClassifyIpv6(ReadOnlySpan<byte> packet, UInt128 group)
    {
        byte next = packet[6];
        if (next == HopByHop && packet.Length >= Ipv6Header + 8 && packet[Ipv6Header] == IcmpV6)
        {
            int message = Ipv6Header + ((packet[Ipv6Header + 1] + 1) * 8);
            switch (packet.Length > message ? packet[message] : 0)
            {
                case MldQuery:
                    return GroupTraffic.Query;
                case MldReport or MldDone or MldV2Report:
                    return GroupTraffic.Report;
                case MldRouter:
                    return GroupTraffic.Router;
            }
        }

        if (!GroupAddresses.IsLinkLocal(group))
        {
            return GroupTraffic.Data;
        }

        return next == Pim && packet.Length > Ipv6Header && IsPimHello(packet[Ipv6Header]) ? GroupTraffic.Router : GroupTraffic.Flooded;
    }

    /// <summary>PIM version 2, type 0 (RFC 7761, 4.9).</summary>
    internal static bool IsPimHello(byte first) => first == 0x20;
}
