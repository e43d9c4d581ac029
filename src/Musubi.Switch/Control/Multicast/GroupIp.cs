using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>IP headers of messages about groups: one hop, and a router alert (RFC 2113, RFC 2711).</summary>
internal static class GroupIp
{
    public const int Ipv4Bytes = 24;

    /// <summary>The header, and the hop-by-hop options behind it.</summary>
    public const int Ipv6Bytes = 48;

    private const byte InternetworkControl = 0xc0;

    /// <summary>Writes the header and returns the length of the whole packet.</summary>
    public static int WriteIpv4(Span<byte> packet, uint source, uint destination, int messageBytes)
    {
        Span<byte> header = packet[..Ipv4Bytes];
        header.Clear();
        header[0] = 0x40 | (Ipv4Bytes / 4);
        header[1] = InternetworkControl;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(Ipv4Bytes + messageBytes));
        header[8] = 1;
        header[9] = GroupPacket.Igmp;
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], source);
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], destination);
        header[20] = 0x94;
        header[21] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], InternetSum.Of(header));
        return Ipv4Bytes + messageBytes;
    }

    /// <summary>Likewise.</summary>
    public static int WriteIpv6(Span<byte> packet, UInt128 source, UInt128 destination, int messageBytes)
    {
        Span<byte> header = packet[..Ipv6Bytes];
        header.Clear();
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(Ipv6Bytes - GroupPacket.Ipv6Header + messageBytes));
        header[6] = GroupPacket.HopByHop;
        header[7] = 1;
        BinaryPrimitives.WriteUInt128BigEndian(header[8..], source);
        BinaryPrimitives.WriteUInt128BigEndian(header[24..], destination);
        header[40] = GroupPacket.IcmpV6;
        header[42] = 5; // router alert, two bytes: MLD
        header[43] = 2;
        header[46] = 1; // padding of two bytes
        return Ipv6Bytes + messageBytes;
    }

    public static void WriteAddresses(Span<byte> place, IReadOnlyList<UInt128> addresses, bool isIpv6)
    {
        foreach (UInt128 address in addresses)
        {
            if (isIpv6)
            {
                BinaryPrimitives.WriteUInt128BigEndian(place, address);
                place = place[16..];
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(place, GroupAddresses.Low(address));
                place = place[4..];
            }
        }
    }
}
