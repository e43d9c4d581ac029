using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct xdp_umem_reg (linux/if_xdp.h); its last number is one of newer kernels, where older ones have padding.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpMemoryRegistration
{
    public ulong Address;
    public ulong Bytes;
    public uint ChunkBytes;
    public uint Headroom;
    public uint Flags;
    public uint TransmitMetadataBytes;
}
