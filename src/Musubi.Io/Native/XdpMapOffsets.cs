using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct xdp_mmap_offsets (linux/if_xdp.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpMapOffsets
{
    public XdpRingOffset Receive;
    public XdpRingOffset Transmit;
    public XdpRingOffset Fill;
    public XdpRingOffset Completion;
}
