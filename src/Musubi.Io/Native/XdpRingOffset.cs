using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct xdp_ring_offset (linux/if_xdp.h): where in a ring's mapping its parts lie.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpRingOffset
{
    public ulong Producer;
    public ulong Consumer;
    public ulong Descriptors;
    public ulong Flags;
}
