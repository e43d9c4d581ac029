using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Offload;

/// <summary>
/// Makes of one frame the frames that a way out without offloads can carry: TCP and UDP segments as the kernel's own
/// segmentation makes them (TSO over IPv4 and IPv6, USO), checksums filled in. A frame that asks for nothing comes out as it
/// is. Headers are copied once and judged as copied; payload is read once, into the caller's buffer, and checksummed there:
/// what a guest changes meanwhile changes what is sent, not where it goes or how much it is. Nothing is allocated.
/// </summary>
public ref struct SoftwareSegmenter
{
    /// <summary>Frames of one frame, at most: more would be an attack on the sender of them.</summary>
    public const int MaxSegments = 1024;

    private const byte TcpFinPush = 0x09;
    private const byte TcpReduced = 0x80;

    private readonly VirtioNetHeader _offload;
    private readonly FrameSlice _payload;
    private readonly int _headerBytes;
    private readonly int _pulledBytes;
    private readonly int _payloadStart;
    private readonly int _payloadBytes;
    private readonly int _segmentBytes;
    private readonly SegmentLayout _layout;
    private HeaderRoom _headers;
    private int _next;

    /// <param name="start">A private copy of the frame's start, all of its headers included.</param>
    /// <param name="headerBytes">How much of it every segment repeats.</param>
    private SoftwareSegmenter(scoped in TransmitFrame frame, SegmentLayout layout, scoped ReadOnlySpan<byte> start, int headerBytes)
    {
        _offload = frame.Offload;
        _payload = frame.Payload;
        _layout = layout;
        _headerBytes = headerBytes;
        start.CopyTo(_headers);
        // Private headers may end behind those that are repeated, or before their end.
        _pulledBytes = Math.Max(frame.HeaderLength - headerBytes, 0);
        _payloadStart = Math.Max(headerBytes - frame.HeaderLength, 0);
        _payloadBytes = _pulledBytes + _payload.Length - _payloadStart;
        IsSegmented = _offload.GsoType != VirtioNetHeader.GsoNone;
        _segmentBytes = IsSegmented ? Math.Min(_offload.GsoSize, _payloadBytes) : _payloadBytes;
        Count = _segmentBytes == 0 ? 1 : (_payloadBytes + _segmentBytes - 1) / _segmentBytes;
    }

    /// <summary>Frames that come of it, 1..<see cref="MaxSegments"/>.</summary>
    public int Count { get; }

    /// <summary>Bytes of the largest of them, Ethernet header included, FCS not.</summary>
    public readonly int LargestBytes => _headerBytes + _segmentBytes;

    private bool IsSegmented { get; }

    /// <summary>The frame can go as it is wherever its size can.</summary>
    public static bool IsPlain(in TransmitFrame frame) =>
        (frame.Offload.Flags & VirtioNetHeader.NeedsChecksum) == 0 && frame.Offload.GsoType == VirtioNetHeader.GsoNone;

    /// <summary>
    /// False when the frame cannot be segmented: headers that are not whole or not what the GSO type says, a fragment, a GSO
    /// type that nobody uses (UFO), no segment size, too many segments; or a checksum that lies outside the frame.
    /// </summary>
    public static bool TryStart(in TransmitFrame frame, out SoftwareSegmenter segmenter)
    {
        segmenter = default;
        if (frame.HeaderLength is < FrameHeader.Untagged or > FrameHeader.Length)
        {
            return false;
        }

        Span<byte> headers = stackalloc byte[HeaderRoom.Length];
        ((ReadOnlySpan<byte>)frame.Header)[..frame.HeaderLength].CopyTo(headers);
        SegmentLayout layout = default;
        int end = frame.HeaderLength;
        if (frame.Offload.GsoType != VirtioNetHeader.GsoNone)
        {
            int copied = Math.Min(HeaderRoom.Length - frame.HeaderLength, frame.Payload.Length);
            frame.Payload.Span[..copied].CopyTo(headers[frame.HeaderLength..]);
            byte type = (byte)(frame.Offload.GsoType & ~VirtioNetHeader.GsoEcn);
            if (frame.Offload.GsoSize == 0 || !SegmentLayout.TryRead(headers[..(frame.HeaderLength + copied)], type, out layout))
            {
                return false;
            }

            end = layout.End;
        }
        else if (!HoldsChecksum(in frame))
        {
            return false;
        }

        segmenter = new SoftwareSegmenter(in frame, layout, headers[..Math.Max(end, frame.HeaderLength)], end);
        return segmenter.Count <= MaxSegments;
    }

    /// <summary>Writes the next frame to the start of <paramref name="buffer"/> and returns its bytes; 0 when there are no more.</summary>
    /// <param name="buffer">At least <see cref="LargestBytes"/>. What is read back from it must be what was written.</param>
    public int WriteNext(Span<byte> buffer)
    {
        if (_next == Count)
        {
            return 0;
        }

        int from = _next * _segmentBytes;
        bool isLast = ++_next == Count;
        int payload = isLast ? _payloadBytes - from : _segmentBytes;
        Span<byte> frame = buffer[..(_headerBytes + payload)];
        ((ReadOnlySpan<byte>)_headers)[.._headerBytes].CopyTo(frame);
        CopyPayload(from, frame[_headerBytes..]);
        if (IsSegmented)
        {
            FinishSegment(frame, from, isLast);
        }
        else if ((_offload.Flags & VirtioNetHeader.NeedsChecksum) != 0)
        {
            FillIn(frame[_offload.ChecksumStart..], _offload.ChecksumOffset, 0, zeroIsNone: true);
        }

        return frame.Length;
    }

    /// <summary>The checksum lies in the frame, and not in its Ethernet header, which is sent as it was judged.</summary>
    private static bool HoldsChecksum(in TransmitFrame frame)
    {
        VirtioNetHeader offload = frame.Offload;
        return (offload.Flags & VirtioNetHeader.NeedsChecksum) == 0
            || (offload.ChecksumStart >= frame.EthernetLength
                && offload.ChecksumStart + offload.ChecksumOffset + sizeof(ushort) <= frame.HeaderLength + frame.Payload.Length);
    }

    /// <summary>What lies in the private headers behind those that are repeated comes first.</summary>
    private readonly void CopyPayload(int from, Span<byte> target)
    {
        int pulled = Math.Clamp(_pulledBytes - from, 0, target.Length);
        if (pulled > 0)
        {
            ((ReadOnlySpan<byte>)_headers).Slice(_headerBytes + from, pulled).CopyTo(target);
        }

        if (pulled < target.Length)
        {
            _payload.Span.Slice(_payloadStart + from + pulled - _pulledBytes, target.Length - pulled).CopyTo(target[pulled..]);
        }
    }

    private readonly void FinishSegment(Span<byte> frame, int from, bool isLast)
    {
        Span<byte> network = frame[_layout.Network..];
        Span<byte> transport = frame[_layout.Transport..];
        if (_layout.IsUdp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);
        }
        else
        {
            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(transport[4..]);
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence + (uint)from);
            transport[13] &= (byte)~((isLast ? 0 : TcpFinPush) | (from == 0 ? 0 : TcpReduced));
        }

        ulong pseudo = _layout.IsIpv6 ? FinishIpv6(network) : FinishIpv4(network);
        pseudo = InternetChecksum.Add(_layout.IsUdp ? 17 : 6, InternetChecksum.Add(transport.Length, pseudo));
        int field = _layout.IsUdp ? 6 : 16;
        transport.Slice(field, sizeof(ushort)).Clear();
        FillIn(transport, field, pseudo, zeroIsNone: _layout.IsUdp);
    }

    /// <returns>The sum of the addresses.</returns>
    private readonly ulong FinishIpv4(Span<byte> network)
    {
        Span<byte> header = network[..(_layout.Transport - _layout.Network)];
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)network.Length);
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(header[4..]);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(id + _next - 1));
        header.Slice(10, sizeof(ushort)).Clear();
        FillIn(header, 10, 0, zeroIsNone: false);
        return InternetChecksum.Add(header.Slice(12, 8), 0);
    }

    /// <returns>The sum of the addresses.</returns>
    private static ulong FinishIpv6(Span<byte> network)
    {
        BinaryPrimitives.WriteUInt16BigEndian(network[4..], (ushort)(network.Length - 40));
        return InternetChecksum.Add(network.Slice(8, 32), 0);
    }

    /// <param name="zeroIsNone">A checksum of zero would say that there is none: the other zero is written.</param>
    private static void FillIn(Span<byte> summed, int field, ulong sum, bool zeroIsNone)
    {
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(summed, sum));
        BinaryPrimitives.WriteUInt16LittleEndian(summed[field..], checksum == 0 && zeroIsNone ? ushort.MaxValue : checksum);
    }
}
