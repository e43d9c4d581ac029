using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct sockaddr_xdp (linux/if_xdp.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpAddress
{
    public ushort Family;
    public ushort Flags;
    public uint InterfaceIndex;
    public uint Queue;
    public uint SharedMemoryDescriptor;
}
