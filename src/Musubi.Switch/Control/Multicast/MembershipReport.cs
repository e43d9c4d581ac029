using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// A report that the switch sends for a guest whose way out has changed, so that the physical switch knows at once what the guest will tell when it is
/// asked: IGMPv3 (RFC 3376, 4.2) or MLDv2 (RFC 3810, 5.2), from the guest's MAC and from no IP address, as one may that has none yet.
/// </summary>
internal static class MembershipReport
{
    /// <summary>Bytes of one report, at most: it fits every MTU.</summary>
    public const int MostBytes = 1200;

    private const uint AllReports4 = 0xE000_0016;
    private const int Header = 8;

    private static readonly UInt128 AllReports6 = ((UInt128)0xff02_0000_0000_0000 << 64) | 0x16;

    /// <summary>The MAC that reports are sent to.</summary>
    public static ulong Destination(bool isIpv6) => GroupAddresses.MacOf(isIpv6 ? AllReports6 : GroupAddresses.OfIpv4(AllReports4));

    public static ushort EtherType(bool isIpv6) => isIpv6 ? GroupPacket.Ipv6EtherType : GroupPacket.Ipv4EtherType;

    /// <summary>
    /// Writes what follows the Ethernet header, with as many of the memberships as find room, and returns how much it is.
    /// </summary>
    /// <param name="packet">At least <see cref="MostBytes"/>.</param>
    /// <param name="memberships">All of one protocol; what was written is taken from the front.</param>
    public static int Write(Span<byte> packet, bool isIpv6, ref ReadOnlySpan<GroupMembership> memberships)
    {
        int ip = isIpv6 ? GroupIp.Ipv6Bytes : GroupIp.Ipv4Bytes;
        Span<byte> message = packet[ip..MostBytes];
        message[..Header].Clear();
        message[0] = isIpv6 ? GroupPacket.MldV2Report : GroupPacket.IgmpV3Report;
        int address = isIpv6 ? 16 : 4;
        int length = Header;
        ushort count = 0;
        for (; memberships.Length > 0; memberships = memberships[1..], count++)
        {
            GroupMembership membership = memberships[0];
            IReadOnlyList<UInt128> sources = membership.ListedSources();
            int needed = 4 + (address * (1 + sources.Count));
            if (length + needed > message.Length)
            {
                break;
            }

            Span<byte> record = message.Slice(length, needed);
            record[0] = (byte)(membership.Excludes ? GroupRecordType.IsExclude : GroupRecordType.IsInclude);
            record[1] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)sources.Count);
            GroupIp.WriteAddresses(record[4..], [membership.Group, .. sources], isIpv6);
            length += needed;
        }

        message = message[..length];
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], count);
        if (!isIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetSum.Of(message));
            return GroupIp.WriteIpv4(packet, 0, AllReports4, length);
        }

        int total = GroupIp.WriteIpv6(packet, 0, AllReports6, length);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetSum.OfIcmpV6(packet[8..40], message));
        return total;
    }
}
