using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>Writes marks into private copies of headers.</summary>
internal static class Marking
{
    private const int EcnMask = 0x3;
    private const int TagOffset = 14;
    private const int PriorityShift = 5;
    private const int ChecksumOffset = 10;

    /// <summary>Sets the priority in an Ethernet header that has a tag.</summary>
    /// <param name="cos">0..7.</param>
    public static void SetCos(Span<byte> header, int cos) => header[TagOffset] = (byte)((cos << PriorityShift) | (header[TagOffset] & ~(0x7 << PriorityShift)));

    /// <summary>
    /// Sets the DSCP of an IP packet and keeps its ECN bits; of IPv4 the header's checksum follows (RFC 1624, equation 3), so that a wrong one stays wrong.
    /// Anything that is not a whole IP header is left alone.
    /// </summary>
    /// <param name="bytes">A private copy, from behind the Ethernet header on.</param>
    /// <param name="fields">What was read from it; not changed.</param>
    /// <param name="dscp">0..63.</param>
    public static void SetDscp(Span<byte> bytes, in PacketFields fields, int dscp)
    {
        Span<byte> header = bytes[fields.NetworkOffset..];
        if (fields.Network == NetworkKind.Ipv4 && header.Length >= 20 && header[0] >> 4 == 4)
        {
            ushort former = BinaryPrimitives.ReadUInt16BigEndian(header);
            header[1] = (byte)((dscp << 2) | (header[1] & EcnMask));
            uint sum = (ushort)~BinaryPrimitives.ReadUInt16BigEndian(header[ChecksumOffset..]);
            sum += (ushort)~former;
            sum += BinaryPrimitives.ReadUInt16BigEndian(header);
            sum = (sum & 0xffff) + (sum >> 16);
            sum = (sum & 0xffff) + (sum >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(header[ChecksumOffset..], (ushort)~sum);
        }
        else if (fields.Network == NetworkKind.Ipv6 && header.Length >= 40 && header[0] >> 4 == 6)
        {
            // Four bits of version, eight of traffic class of which the last two are ECN, and the flow label's first four.
            int rest = BinaryPrimitives.ReadUInt16BigEndian(header) & 0xf03f;
            BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)(rest | (dscp << 6)));
        }
    }
}
