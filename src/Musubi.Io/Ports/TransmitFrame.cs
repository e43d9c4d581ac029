using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>
/// One frame to send: offload header, then private headers that the pipeline wrote from what it judged, then the payload where
/// it lies. Offload and header stand side by side so that one I/O vector covers both. What every frame needs stands before the
/// headers' rarely used end, so that it shares their cache lines; the struct is large, and is written field by field.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct TransmitFrame
{
    /// <summary>14, or 18 with a tag; more when headers behind the Ethernet header were judged too. At most <see cref="FrameHeader.Length"/>.</summary>
    public int HeaderLength;

    /// <summary>Who sent it, for ways out that share by senders: the number of the port's slot and one, or 0 for the switch itself. Others do not look at it.</summary>
    public int Origin;

    /// <summary>What follows the header.</summary>
    public FrameSlice Payload;

    /// <summary>Checksum start counts from the Ethernet header as sent, tag included.</summary>
    public VirtioNetHeader Offload;

    public FrameHeader Header;

    /// <summary>How much of the header is the Ethernet header with its tag. Of a header that can be.</summary>
    internal readonly int EthernetLength =>
        HeaderLength <= FrameHeader.Tagged ? HeaderLength : Header[12] == 0x81 && Header[13] == 0 ? FrameHeader.Tagged : FrameHeader.Untagged;
}
