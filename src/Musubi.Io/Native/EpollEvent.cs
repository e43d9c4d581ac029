using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct epoll_event, packed as on x86-64.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEvent
{
    public uint Events;
    public ulong Data;
}
