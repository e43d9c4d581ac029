using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct xdp_desc (linux/if_xdp.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpDescriptor
{
    /// <summary>XDP_PKT_CONTD: the frame goes on in the next descriptor.</summary>
    public const uint Continued = 1;

    public ulong Address;
    public uint Length;
    public uint Options;
}
