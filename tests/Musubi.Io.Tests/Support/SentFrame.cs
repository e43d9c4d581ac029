using System.Buffers.Binary;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Support;

/// <summary>A frame as tests write and compare it: all bytes, tag included, and what matters of its offload header.</summary>
public sealed record SentFrame(byte[] Bytes, VirtioNetHeader Offload)
{
    public const ushort Experimental = 0x88b5;
    public const int TagBytes = 4;

    private const int HeaderBytes = 14;

    private static readonly byte[] Destination = [0x02, 0, 0, 0, 0, 0x02];
    private static readonly byte[] Source = [0x02, 0, 0, 0, 0, 0x01];

    public int Number => BinaryPrimitives.ReadInt32BigEndian(Bytes.AsSpan(HeaderBytes));

    public static SentFrame Small(int number, int bytes = 60)
    {
        byte[] frame = new byte[bytes];
        Head(frame, Experimental);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderBytes), number);
        for (int i = HeaderBytes + sizeof(int); i < bytes; i++)
        {
            frame[i] = (byte)(i * 7);
        }

        return new SentFrame(frame, default);
    }

    /// <summary>An IPv4 segment of TCP or UDP whose checksum is left to whoever sends it on.</summary>
    /// <param name="gso">A GSO type, or none.</param>
    /// <param name="payload">Bytes behind the transport header.</param>
    public static SentFrame Segment(byte gso, int payload, ushort segmentBytes)
    {
        bool udp = gso == VirtioNetHeader.GsoUdpL4;
        int transport = udp ? 8 : 20;
        byte[] frame = new byte[HeaderBytes + 20 + transport + payload];
        Head(frame, 0x0800);
        WriteIpv4(frame.AsSpan(HeaderBytes), udp, frame.Length - HeaderBytes);
        WriteTransport(frame.AsSpan(HeaderBytes + 20), udp);
        for (int i = HeaderBytes + 20 + transport; i < frame.Length; i++)
        {
            frame[i] = (byte)(i * 13);
        }

        return new SentFrame(frame, new VirtioNetHeader
        {
            Flags = VirtioNetHeader.NeedsChecksum,
            GsoType = gso,
            HeaderLength = gso == VirtioNetHeader.GsoNone ? (ushort)0 : (ushort)(HeaderBytes + 20 + transport),
            GsoSize = gso == VirtioNetHeader.GsoNone ? (ushort)0 : segmentBytes,
            ChecksumStart = HeaderBytes + 20,
            ChecksumOffset = udp ? (ushort)6 : (ushort)16,
        });
    }

    /// <summary>The same frame with an 802.1Q tag in its bytes; the checksum starts behind it.</summary>
    public SentFrame Tagged(ushort tci)
    {
        byte[] frame = new byte[Bytes.Length + TagBytes];
        Bytes.AsSpan(0, 12).CopyTo(frame);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x8100);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(14), tci);
        Bytes.AsSpan(12).CopyTo(frame.AsSpan(16));
        bool partial = (Offload.Flags & VirtioNetHeader.NeedsChecksum) != 0;
        VirtioNetHeader offload = Offload;
        offload.ChecksumStart += partial ? (ushort)TagBytes : (ushort)0;
        offload.HeaderLength += offload.HeaderLength != 0 ? (ushort)TagBytes : (ushort)0;
        return new SentFrame(frame, offload);
    }

    private static void Head(Span<byte> frame, ushort etherType)
    {
        Destination.CopyTo(frame);
        Source.CopyTo(frame[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(frame[12..], etherType);
    }

    private static void WriteIpv4(Span<byte> header, bool udp, int totalBytes)
    {
        header[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)totalBytes);
        header[6] = 0x40;
        header[8] = 64;
        header[9] = udp ? (byte)17 : (byte)6;
        new byte[] { 10, 9, 8, 1, 10, 9, 8, 2 }.CopyTo(header[12..]);
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~((sum & 0xffff) + (sum >> 16)));
    }

    private static void WriteTransport(Span<byte> header, bool udp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, 1234);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], 5678);
        if (udp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)header.Length);
            return;
        }

        header[12] = 0x50;
        header[13] = 0x10;
    }
}
