using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Switch.Forwarding.Pacing;

/// <summary>
/// What a frame is worth where rates are kept. An offload frame counts as the frames that it becomes, so that what a guest gets
/// does not hang on what it offloads.
/// </summary>
/// <param name="Bytes">From the Ethernet header on, without FCS.</param>
/// <param name="Wire">With what a frame takes on the wire beside that (IEEE 802.3, 3.1.1 and 4.4.2).</param>
internal readonly record struct FrameSize(int Bytes, int Wire)
{
    /// <summary>Preamble and start delimiter 8, FCS 4, the gap to the next 12.</summary>
    public const int WireOverhead = 24;

    /// <summary>Shorter ones are padded to it.</summary>
    private const int Least = 60;

    private const int UdpHeader = 8;
    private const int LeastTcpHeader = 20;
    private const int MostTcpHeader = 60;

    public static FrameSize Of(in TransmitFrame frame)
    {
        int length = frame.HeaderLength + frame.Payload.Length;
        if (frame.Offload.GsoType == VirtioNetHeader.GsoNone)
        {
            return new FrameSize(length, Math.Max(length, Least) + WireOverhead);
        }

        int at = TransportLengthAt(in frame.Offload);
        return OfSegments(length, in frame.Offload, (uint)at < (uint)Math.Min(frame.HeaderLength, FrameHeader.Length) ? frame.Header[at] : ByteAt(frame.Payload, at - frame.HeaderLength));
    }

    public static FrameSize Of(in ReceivedFrame frame)
    {
        int length = frame.Data.Length;
        return frame.Offload.GsoType == VirtioNetHeader.GsoNone
            ? new FrameSize(length, Math.Max(length, Least) + WireOverhead)
            : OfSegments(length, in frame.Offload, ByteAt(frame.Data, TransportLengthAt(in frame.Offload)));
    }

    /// <summary>The upper half of a TCP header's 13th byte is its length in words (RFC 9293, 3.1).</summary>
    private static int TransportLengthAt(in VirtioNetHeader offload) => offload.ChecksumStart + 12;

    private static byte ByteAt(FrameSlice bytes, int at) => (uint)at < (uint)bytes.Length ? bytes.Span[at] : (byte)0;

    /// <param name="length">Of the whole frame.</param>
    /// <param name="offload">What is asked for; not judged yet where the frame was only received.</param>
    /// <param name="transportLength">What stands where a TCP header has its length.</param>
    private static FrameSize OfSegments(int length, in VirtioNetHeader offload, byte transportLength)
    {
        bool isUdp = (offload.GsoType & ~VirtioNetHeader.GsoEcn) is VirtioNetHeader.GsoUdp or VirtioNetHeader.GsoUdpL4;
        int headers = offload.ChecksumStart + (isUdp ? UdpHeader : Math.Clamp((transportLength >> 4) * 4, LeastTcpHeader, MostTcpHeader));
        int payload = length - headers;
        if (offload.GsoSize == 0 || payload <= offload.GsoSize)
        {
            return new FrameSize(length, Math.Max(length, Least) + WireOverhead);
        }

        int segments = ((payload - 1) / offload.GsoSize) + 1;
        int all = length + ((segments - 1) * headers);
        return new FrameSize(all, all + (segments * WireOverhead));
    }
}
