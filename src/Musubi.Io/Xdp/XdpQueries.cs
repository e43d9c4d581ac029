using Musubi.Io.Native;

namespace Musubi.Io.Xdp;

/// <summary>Asks a socket where in its mappings the parts of its rings lie, and what it has counted.</summary>
internal static unsafe class XdpQueries
{
    /// <exception cref="SystemCallException">It is no AF_XDP socket.</exception>
    public static XdpMapOffsets MapOffsets(FileDescriptor socket)
    {
        XdpMapOffsets offsets = default;
        uint length = (uint)sizeof(XdpMapOffsets);
        // Safe: the kernel writes at most the length named.
        SystemCall.Check(Libc.getsockopt(socket.Number, XdpSocket.Level, XdpSocket.OptionMapOffsets, &offsets, &length), "getsockopt(XDP_MMAP_OFFSETS)");
        return length == sizeof(XdpMapOffsets) ? offsets : throw new SystemCallException("getsockopt(XDP_MMAP_OFFSETS)", Errno.InvalidArgument);
    }

    /// <summary>Frames that found no buffer, or no entry in the ring, since the socket was opened.</summary>
    public static long Overruns(FileDescriptor socket)
    {
        XdpStatistics statistics = default;
        uint length = (uint)sizeof(XdpStatistics);
        // Safe: the kernel writes at most the length named.
        int result = Libc.getsockopt(socket.Number, XdpSocket.Level, XdpSocket.OptionStatistics, &statistics, &length);
        return result == 0 ? (long)(statistics.Dropped + statistics.ReceiveRingFull) : 0;
    }
}
