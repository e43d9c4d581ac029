using Musubi.Io.Native;

namespace Musubi.Io.Xdp;

/// <summary>What serves one queue of a NIC: the socket, and the memory of its frames. Owned by whoever holds it.</summary>
public sealed record XdpHandles(FileDescriptor Socket, FileDescriptor Memory, bool IsZeroCopy) : IDisposable
{
    public void Dispose()
    {
        Socket.Dispose();
        Memory.Dispose();
    }
}
