using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>An IP packet as tests describe it, whole unless they say otherwise, in a frame.</summary>
internal sealed record Packet
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Icmpv6 = 58;

    public ulong To { get; init; } = Frames.Outside;

    public ulong From { get; init; } = Frames.Outside;

    /// <summary>TCIs, outermost first.</summary>
    public int[] Tags { get; init; } = [];

    /// <summary>Decides, with <see cref="Destination"/> of the same family, over IPv4 or IPv6.</summary>
    public string Source { get; init; } = "10.0.0.1";

    public string Destination { get; init; } = "10.0.0.2";

    public byte Protocol { get; init; } = Udp;

    public ushort SourcePort { get; init; } = 40_000;

    public ushort DestinationPort { get; init; } = 53;

    public byte TcpFlags { get; init; } = 0x10;

    public byte Type { get; init; }

    public byte Code { get; init; }

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>Of this part of the packet, in units of 8 bytes.</summary>
    public int FragmentOffset { get; init; }

    public bool MoreFragments { get; init; }

    /// <summary>Bytes of IPv4 options, or of IPv6 destination options before the transport header: a multiple of 8.</summary>
    public int Options { get; init; }

    /// <summary>Bytes behind the transport header.</summary>
    public int Payload { get; init; } = 20;

    private bool IsIpv6 => IPAddress.Parse(Source).AddressFamily == AddressFamily.InterNetworkV6;

    private int TransportBytes => FragmentOffset > 0 ? 0 : Protocol switch { Tcp => 20, Udp or Icmp or Icmpv6 => 8, _ => 0 };

    public TestFrame Frame
    {
        get
        {
            byte[] packet = Bytes();
            TestFrame frame = Frames.Make(To, From, Tags, packet.Length);
            int at = 14 + (4 * Tags.Length);
            BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes.AsSpan(at - 2), (ushort)(IsIpv6 ? 0x86dd : 0x0800));
            packet.CopyTo(frame.Bytes, at);
            return frame;
        }
    }

    /// <summary>From the IP header on.</summary>
    public byte[] Bytes()
    {
        byte[] transport = Transport();
        return IsIpv6 ? [.. Ipv6Header(transport.Length), .. transport] : [.. Ipv4Header(transport.Length), .. transport];
    }

    public static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~((sum & 0xffff) + (sum >> 16));
    }

    private byte[] Transport()
    {
        byte[] bytes = new byte[TransportBytes + Payload];
        for (int i = TransportBytes; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 11);
        }

        if (TransportBytes == 0)
        {
            return bytes;
        }

        if (Protocol is Icmp or Icmpv6)
        {
            (bytes[0], bytes[1]) = (Type, Code);
            return bytes;
        }

        BinaryPrimitives.WriteUInt16BigEndian(bytes, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), DestinationPort);
        if (Protocol == Udp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), (ushort)bytes.Length);
        }
        else
        {
            (bytes[12], bytes[13]) = (0x50, TcpFlags);
        }

        return bytes;
    }

    private byte[] Ipv4Header(int transport)
    {
        byte[] header = new byte[20 + Options];
        header[0] = (byte)(0x40 | (header.Length / 4));
        header[1] = TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(header.Length + transport));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)(FragmentOffset | (MoreFragments ? 0x2000 : 0)));
        (header[8], header[9]) = (64, Protocol);
        IPAddress.Parse(Source).GetAddressBytes().CopyTo(header, 12);
        IPAddress.Parse(Destination).GetAddressBytes().CopyTo(header, 16);
        header.AsSpan(20).Fill(1);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), Checksum(header));
        return header;
    }

    private byte[] Ipv6Header(int transport)
    {
        bool fragment = FragmentOffset > 0 || MoreFragments;
        int extensions = Options + (fragment ? 8 : 0);
        byte[] header = new byte[40 + extensions];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x6000_0000u | ((uint)TrafficClass << 20) | 0x12345);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)(extensions + transport));
        header[6] = Options > 0 ? (byte)60 : fragment ? (byte)44 : Protocol;
        header[7] = 64;
        IPAddress.Parse(Source).GetAddressBytes().CopyTo(header, 8);
        IPAddress.Parse(Destination).GetAddressBytes().CopyTo(header, 24);
        if (Options > 0)
        {
            header[40] = fragment ? (byte)44 : Protocol;
            header[41] = (byte)((Options / 8) - 1);
            (header[42], header[43]) = (1, (byte)(Options - 4));
        }

        if (fragment)
        {
            Span<byte> extension = header.AsSpan(40 + Options);
            extension[0] = Protocol;
            BinaryPrimitives.WriteUInt16BigEndian(extension[2..], (ushort)((FragmentOffset << 3) | (MoreFragments ? 1 : 0)));
        }

        return header;
    }
}
