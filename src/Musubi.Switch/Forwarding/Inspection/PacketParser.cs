using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>
/// Reads the headers behind an Ethernet header. Total: any bytes give an answer, in bounded time, and what is not whole or not what it says is
/// called malformed rather than guessed. Tags and SNAP headers are looked through, as receivers do that, so that none hides a packet.
/// </summary>
public static class PacketParser
{
    public const ushort Arp = 0x0806;
    public const ushort Ipv4 = 0x0800;
    public const ushort Ipv6 = 0x86dd;

    public const byte Icmp = 1;
    public const byte Igmp = 2;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Icmpv6 = 58;

    /// <summary>Tags behind the one that says the frame's VLAN.</summary>
    public const int MostInnerTags = 2;

    /// <summary>Extension headers of IPv6 before the transport header.</summary>
    public const int MostExtensions = 8;

    private const ushort CustomerTag = 0x8100;
    private const ushort ProviderTag = 0x88a8;
    private const int TagBytes = 4;

    /// <summary>Values below are lengths of an LLC frame (802.3).</summary>
    private const ushort FirstEtherType = 0x0600;
    private const ulong SnapOfEthernet = 0xaaaa_0300_0000;
    private const int SnapBytes = 8;

    private const int ArpBytes = 28;
    private const ulong ArpOfEthernetAndIpv4 = 0x0001_0800_0604;
    private const int Ipv4Bytes = 20;
    private const int Ipv6Bytes = 40;

    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte Fragment = 44;
    private const byte Authentication = 51;
    private const byte DestinationOptions = 60;
    private const byte Mobility = 135;
    private const byte HostIdentity = 139;
    private const byte Shim6 = 140;

    private const byte Dccp = 33;
    private const byte Sctp = 132;
    private const byte UdpLite = 136;

    private const int TcpBytes = 20;

    /// <param name="fields">Overwritten as a whole.</param>
    /// <param name="etherType">Of what follows the tag.</param>
    /// <param name="bytes">Private, at most 255: what follows the Ethernet header, or the start of it.</param>
    public static void Parse(ref PacketFields fields, ushort etherType, ReadOnlySpan<byte> bytes)
    {
        fields = default;
        fields.End = (byte)bytes.Length;
        if (etherType != Ipv4 && !FindNetwork(ref fields, ref etherType, bytes))
        {
            fields.EtherType = etherType;
            fields.Traits = PacketTraits.Malformed;
            return;
        }

        fields.EtherType = etherType;
        bool whole = etherType switch
        {
            Ipv4 => ParseIpv4(ref fields, bytes),
            Ipv6 => ParseIpv6(ref fields, bytes),
            Arp => ParseArp(ref fields, bytes[fields.NetworkOffset..]),
            _ => true,
        };
        fields.Traits |= whole ? PacketTraits.None : PacketTraits.Malformed;
    }

    /// <summary>Goes through tags and a SNAP header. False when they are not whole or too many.</summary>
    private static bool FindNetwork(ref PacketFields fields, ref ushort etherType, ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        for (int tags = 0; etherType is CustomerTag or ProviderTag; tags++, at += TagBytes)
        {
            if (tags == MostInnerTags || bytes.Length < at + TagBytes)
            {
                return false;
            }

            etherType = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }

        if (etherType < FirstEtherType && bytes.Length >= at + SnapBytes && BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) >> 16 == SnapOfEthernet)
        {
            etherType = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + SnapBytes - sizeof(ushort))..]);
            at += SnapBytes;
            if (etherType is CustomerTag or ProviderTag)
            {
                return false;
            }
        }

        fields.NetworkOffset = (byte)at;
        return true;
    }

    private static bool ParseArp(ref PacketFields fields, ReadOnlySpan<byte> arp)
    {
        fields.Network = NetworkKind.Arp;
        if (arp.Length < ArpBytes || BinaryPrimitives.ReadUInt64BigEndian(arp) >> 16 != ArpOfEthernetAndIpv4)
        {
            return false;
        }

        fields.ArpOperation = BinaryPrimitives.ReadUInt16BigEndian(arp[6..]);
        fields.ArpSender = BinaryPrimitives.ReadUInt64BigEndian(arp[8..]) >> 16;
        fields.SourceLow = BinaryPrimitives.ReadUInt32BigEndian(arp[14..]);
        fields.DestinationLow = BinaryPrimitives.ReadUInt32BigEndian(arp[24..]);
        return true;
    }

    private static bool ParseIpv4(ref PacketFields fields, ReadOnlySpan<byte> bytes)
    {
        fields.Network = NetworkKind.Ipv4;
        int at = fields.NetworkOffset;
        if (bytes.Length < at + Ipv4Bytes)
        {
            return false;
        }

        ReadOnlySpan<byte> header = bytes[at..];
        int headerBytes = (header[0] & 0xf) * 4;
        int totalBytes = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        fields.TrafficClass = header[1];
        fields.HopLimit = header[8];
        fields.Protocol = header[9];
        fields.SourceLow = BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
        fields.DestinationLow = BinaryPrimitives.ReadUInt32BigEndian(header[16..]);
        // Offload frames beyond 64 KB have no length.
        fields.End = totalBytes == 0 ? fields.End : (byte)Math.Min(fields.End, at + totalBytes);
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(header[6..]);
        Note(ref fields, offset: fragment & 0x1fff, more: (fragment & 0x2000) != 0);
        int transport = at + headerBytes;
        return header[0] >> 4 == 4 && headerBytes >= Ipv4Bytes && transport <= fields.End
            && (fields.Is(PacketTraits.LaterFragment) ? IsBehindTransport(in fields, fragment & 0x1fff) : ParseTransport(ref fields, bytes[..fields.End], transport));
    }

    private static bool ParseIpv6(ref PacketFields fields, ReadOnlySpan<byte> bytes)
    {
        fields.Network = NetworkKind.Ipv6;
        int at = fields.NetworkOffset;
        if (bytes.Length < at + Ipv6Bytes)
        {
            return false;
        }

        ReadOnlySpan<byte> header = bytes[at..];
        int payloadBytes = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        fields.TrafficClass = (byte)(BinaryPrimitives.ReadUInt16BigEndian(header) >> 4);
        fields.Protocol = header[6];
        fields.HopLimit = header[7];
        fields.SourceHigh = BinaryPrimitives.ReadUInt64BigEndian(header[8..]);
        fields.SourceLow = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
        fields.DestinationHigh = BinaryPrimitives.ReadUInt64BigEndian(header[24..]);
        fields.DestinationLow = BinaryPrimitives.ReadUInt64BigEndian(header[32..]);
        // A jumbogram, and an offload frame beyond 64 KB, has no length here.
        fields.End = payloadBytes == 0 ? fields.End : (byte)Math.Min(fields.End, at + Ipv6Bytes + payloadBytes);
        return header[0] >> 4 == 6 && ParseExtensions(ref fields, bytes[..fields.End], at + Ipv6Bytes);
    }

    /// <summary>False when the chain leaves the bytes, or is longer than any that is meant well.</summary>
    private static bool ParseExtensions(ref PacketFields fields, ReadOnlySpan<byte> bytes, int at)
    {
        for (int i = 0; IsExtension(fields.Protocol); i++)
        {
            if (i == MostExtensions || bytes.Length < at + 8)
            {
                return false;
            }

            byte kind = fields.Protocol;
            fields.Protocol = bytes[at];
            if (kind == Fragment)
            {
                int fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
                Note(ref fields, fragment >> 3, (fragment & 1) != 0);
                if (fields.Is(PacketTraits.LaterFragment))
                {
                    return IsBehindTransport(in fields, fragment >> 3);
                }

                at += 8;
            }
            else
            {
                at += kind == Authentication ? (bytes[at + 1] + 2) * 4 : (bytes[at + 1] + 1) * 8;
            }
        }

        return at <= bytes.Length && ParseTransport(ref fields, bytes, at);
    }

    /// <summary>Of IPv6: a header that another one follows.</summary>
    internal static bool IsExtension(byte protocol) =>
        protocol is HopByHop or Routing or Fragment or Authentication or DestinationOptions or Mobility or HostIdentity or Shim6;

    /// <summary>
    /// RFC 3128: a later fragment of TCP that would lie within its header, which the first must hold as a whole, is there to write other flags over those that were judged.
    /// </summary>
    /// <param name="offset">In units of 8 bytes.</param>
    private static bool IsBehindTransport(in PacketFields fields, int offset) => fields.Protocol != Tcp || offset * 8 >= TcpBytes;

    private static void Note(ref PacketFields fields, int offset, bool more) =>
        fields.Traits |= offset != 0 ? PacketTraits.Fragment | PacketTraits.LaterFragment : more ? PacketTraits.Fragment : PacketTraits.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ParseTransport(ref PacketFields fields, ReadOnlySpan<byte> bytes, int at)
    {
        ReadOnlySpan<byte> header = bytes[at..];
        switch (fields.Protocol)
        {
            case Tcp:
                if (header.Length < TcpBytes || header[12] >> 4 < TcpBytes / 4)
                {
                    return false;
                }

                fields.TcpFlags = header[13];
                break;
            case Udp or UdpLite or Dccp or Sctp:
                if (header.Length < 8)
                {
                    return false;
                }

                break;
            case Icmp when fields.Network == NetworkKind.Ipv4:
            case Icmpv6 when fields.Network == NetworkKind.Ipv6:
            case Igmp when fields.Network == NetworkKind.Ipv4:
                return ParseMessage(ref fields, header, at);
            default:
                fields.TransportOffset = (byte)at;
                return true;
        }

        fields.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(header);
        fields.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(header[2..]);
        fields.TransportOffset = (byte)at;
        fields.Traits |= PacketTraits.Ports;
        return true;
    }

    private static bool ParseMessage(ref PacketFields fields, ReadOnlySpan<byte> header, int at)
    {
        const int LeastBytes = 4;
        if (header.Length < LeastBytes)
        {
            return false;
        }

        fields.MessageType = header[0];
        fields.MessageCode = header[1];
        fields.TransportOffset = (byte)at;
        fields.Traits |= PacketTraits.Message;
        return true;
    }
}
