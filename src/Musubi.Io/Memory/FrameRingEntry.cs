using System.Runtime.InteropServices;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Memory;

/// <summary>What stands in a <see cref="FrameRing"/> before each frame: its headers follow at once, its payload at the next aligned place.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct FrameRingEntry
{
    public long Number;

    public int PayloadLength;

    /// <summary>As the writer told it: none is kept of a header that cannot be, which the way out refuses.</summary>
    public int HeaderLength;

    public VirtioNetHeader Offload;

    public int Origin;

    /// <summary>Bytes of header behind this.</summary>
    public readonly int KeptHeaderBytes => (uint)HeaderLength <= FrameHeader.Length ? HeaderLength : 0;
}
