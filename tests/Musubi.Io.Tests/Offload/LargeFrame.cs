using System.Buffers.Binary;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Offload;

/// <summary>A TCP or UDP packet as a guest hands it over to be segmented: whole headers, and the pseudo header's sum where the checksum goes.</summary>
public sealed record LargeFrame
{
    private const int EthernetBytes = 14;

    public bool Ipv6 { get; init; }

    public bool Udp { get; init; }

    public int Payload { get; init; } = 4_000;

    public ushort SegmentBytes { get; init; } = 1_448;

    public byte TcpFlags { get; init; } = 0x10;

    public uint Sequence { get; init; } = 1_000;

    public ushort Id { get; init; } = 7;

    /// <summary>Bytes of IPv4 options, or of an IPv6 extension header: a multiple of 8.</summary>
    public int NetworkOptions { get; init; }

    /// <summary>Bytes of TCP options, a multiple of 4.</summary>
    public int TcpOptions { get; init; }

    /// <summary>Not to be segmented: only its checksum is left to do.</summary>
    public bool ChecksumOnly { get; init; }

    public SentFrame Build()
    {
        int network = (Ipv6 ? 40 : 20) + NetworkOptions;
        int transport = Udp ? 8 : 20 + TcpOptions;
        int start = EthernetBytes + network;
        byte[] frame = new byte[start + transport + Payload];
        new byte[] { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1 }.CopyTo(frame, 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), (ushort)(Ipv6 ? 0x86dd : 0x0800));
        for (int i = start + transport; i < frame.Length; i++)
        {
            frame[i] = (byte)((i * 31) ^ (i >> 5));
        }

        Span<byte> ip = frame.AsSpan(EthernetBytes);
        (Ipv6 ? (Action<byte[]>)WriteIpv6 : WriteIpv4)(frame);
        WriteTransport(frame.AsSpan(start), transport);
        uint sum = Sum(Ipv6 ? ip.Slice(8, 32) : ip.Slice(12, 8)) + (Udp ? 17u : 6u) + (uint)(transport + Payload);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(start + (Udp ? 6 : 16)), Fold(sum));
        return new SentFrame(frame, new VirtioNetHeader
        {
            Flags = VirtioNetHeader.NeedsChecksum,
            GsoType = GsoType(),
            GsoSize = ChecksumOnly ? (ushort)0 : SegmentBytes,
            HeaderLength = ChecksumOnly ? (ushort)0 : (ushort)(start + transport),
            ChecksumStart = (ushort)start,
            ChecksumOffset = Udp ? (ushort)6 : (ushort)16,
        });
    }

    private byte GsoType()
    {
        if (ChecksumOnly)
        {
            return VirtioNetHeader.GsoNone;
        }

        byte tcp = Ipv6 ? VirtioNetHeader.GsoTcp6 : VirtioNetHeader.GsoTcp4;
        byte type = Udp ? VirtioNetHeader.GsoUdpL4 : tcp;
        return (TcpFlags & 0x80) != 0 ? (byte)(type | VirtioNetHeader.GsoEcn) : type;
    }

    private void WriteIpv4(byte[] frame)
    {
        Span<byte> header = frame.AsSpan(EthernetBytes, 20 + NetworkOptions);
        header[0] = (byte)(0x40 | (header.Length / 4));
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)(frame.Length - EthernetBytes));
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], Id);
        header[6] = 0x40;
        header[8] = 64;
        header[9] = Udp ? (byte)17 : (byte)6;
        new byte[] { 10, 9, 8, 1, 10, 9, 8, 2 }.CopyTo(header[12..]);
        header[20..].Fill(1);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~Fold(Sum(header)));
    }

    private void WriteIpv6(byte[] frame)
    {
        Span<byte> header = frame.AsSpan(EthernetBytes, 40 + NetworkOptions);
        byte protocol = Udp ? (byte)17 : (byte)6;
        header[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(frame.Length - EthernetBytes - 40));
        header[6] = NetworkOptions > 0 ? (byte)60 : protocol;
        header[7] = 64;
        for (int i = 8; i < 40; i++)
        {
            header[i] = (byte)(0xfd - i);
        }

        if (NetworkOptions > 0)
        {
            // Destination options: padding of one option.
            header[40] = protocol;
            header[41] = (byte)((NetworkOptions / 8) - 1);
            (header[42], header[43]) = (1, (byte)(NetworkOptions - 4));
        }
    }

    private void WriteTransport(Span<byte> header, int bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, 1234);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 5678);
        if (Udp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)header.Length);
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Sequence);
        header[12] = (byte)(bytes / 4 << 4);
        header[13] = TcpFlags;
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], 500);
        header[20..bytes].Fill(1);
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return sum;
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)((sum & 0xffff) + (sum >> 16));
    }
}
