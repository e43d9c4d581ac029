using System.Buffers.Binary;
using Musubi.Io.Virtio;

namespace Musubi.Io.Offload;

/// <summary>Where the headers of a frame to segment start and end, in bytes from the start of the frame.</summary>
internal readonly struct SegmentLayout
{
    private const int Ipv4 = 0x0800;
    private const int Ipv6 = 0x86dd;
    private const int Tag = 0x8100;
    private const int ServiceTag = 0x88a8;
    private const int MaxTags = 3;
    private const int EthernetBytes = 14;

    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte HopByHop = 0;
    private const byte Routing = 43;
    private const byte DestinationOptions = 60;
    private const int MaxExtensions = 8;
    private const int Ipv6HeaderBytes = 40;
    private const int UdpHeaderBytes = 8;
    private const int MinTcpHeaderBytes = 20;

    private SegmentLayout(int network, int transport, int end, bool isIpv6, bool isUdp) =>
        (Network, Transport, End, IsIpv6, IsUdp) = (network, transport, end, isIpv6, isUdp);

    public int Network { get; }

    public int Transport { get; }

    /// <summary>The first byte of payload.</summary>
    public int End { get; }

    public bool IsIpv6 { get; }

    public bool IsUdp { get; }

    /// <summary>False unless the headers are whole and are what the GSO type says: TCP over IPv4 or IPv6, or UDP over either, and no fragment.</summary>
    /// <param name="headers">A private copy of the frame's start.</param>
    /// <param name="gsoType">Without the ECN bit.</param>
    public static bool TryRead(ReadOnlySpan<byte> headers, byte gsoType, out SegmentLayout layout)
    {
        layout = default;
        int network = EthernetBytes;
        int type = BinaryPrimitives.ReadUInt16BigEndian(headers[(network - 2)..]);
        for (int i = 0; i < MaxTags && type is Tag or ServiceTag && headers.Length >= network + 4; i++)
        {
            network += 4;
            type = BinaryPrimitives.ReadUInt16BigEndian(headers[(network - 2)..]);
        }

        bool isUdp = gsoType == VirtioNetHeader.GsoUdpL4;
        bool isIpv6 = gsoType == VirtioNetHeader.GsoTcp6 || (isUdp && type == Ipv6);
        if (!(isUdp || gsoType is VirtioNetHeader.GsoTcp4 or VirtioNetHeader.GsoTcp6) || type != (isIpv6 ? Ipv6 : Ipv4))
        {
            return false;
        }

        byte protocol = isUdp ? Udp : Tcp;
        int transport = isIpv6 ? TransportOfIpv6(headers, network, protocol) : TransportOfIpv4(headers, network, protocol);
        int end = transport < 0 ? -1 : EndOfTransport(headers, transport, isUdp);
        layout = new SegmentLayout(network, transport, end, isIpv6, isUdp);
        return end >= 0;
    }

    private static int TransportOfIpv4(ReadOnlySpan<byte> headers, int network, byte protocol)
    {
        if (headers.Length < network + 20 || headers[network] is < 0x45 or > 0x4f || headers[network + 9] != protocol)
        {
            return -1;
        }

        int fragment = BinaryPrimitives.ReadUInt16BigEndian(headers[(network + 6)..]) & 0x3fff;
        return fragment == 0 ? network + ((headers[network] & 0xf) * 4) : -1;
    }

    private static int TransportOfIpv6(ReadOnlySpan<byte> headers, int network, byte protocol)
    {
        if (headers.Length < network + Ipv6HeaderBytes || headers[network] >> 4 != 6)
        {
            return -1;
        }

        int next = headers[network + 6];
        int at = network + Ipv6HeaderBytes;
        for (int i = 0; i < MaxExtensions && next is HopByHop or Routing or DestinationOptions && at + 8 <= headers.Length; i++)
        {
            next = headers[at];
            at += (headers[at + 1] + 1) * 8;
        }

        return next == protocol ? at : -1;
    }

    private static int EndOfTransport(ReadOnlySpan<byte> headers, int transport, bool isUdp)
    {
        if (isUdp)
        {
            return transport + UdpHeaderBytes <= headers.Length ? transport + UdpHeaderBytes : -1;
        }

        if (transport + MinTcpHeaderBytes > headers.Length)
        {
            return -1;
        }

        int bytes = (headers[transport + 12] >> 4) * 4;
        return bytes >= MinTcpHeaderBytes && transport + bytes <= headers.Length ? transport + bytes : -1;
    }
}
