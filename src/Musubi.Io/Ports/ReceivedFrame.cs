using Musubi.Io.Memory;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>One frame as its port delivered it, from the destination MAC on, without FCS.</summary>
public struct ReceivedFrame
{
    public FrameSlice Data;

    public VirtioNetHeader Offload;

    /// <summary>
    /// An 802.1Q tag that the kernel took out of the bytes (AF_PACKET auxdata): TPID in the upper 16 bits, TCI in the
    /// lower. Zero when there is none; a tag that is still in the bytes is not told here.
    /// </summary>
    public uint StrippedTag;

    /// <summary>Bytes that did not fit the buffer: the frame is a giant and must be dropped.</summary>
    public bool Truncated;
}
