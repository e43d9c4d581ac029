using Musubi.Io.Native;
using Musubi.Io.Sockets;

namespace Musubi.Io.Vhost.Session;

/// <summary>Makes the sockets that vhost-user is spoken over: unix streams, non-blocking, close-on-exec. Any thread; nothing waits.</summary>
public static unsafe class VhostSockets
{
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;
    private const int Backlog = 1;

    /// <summary>Connects to a front end that listens.</summary>
    /// <param name="path">1..107 bytes.</param>
    /// <exception cref="SystemCallException">NoEntry, ConnectionRefused: nobody listens; TryAgain: its queue is full; AccessDenied.</exception>
    public static FileDescriptor Connect(string path)
    {
        UnixAddress address = UnixAddress.For(path);
        FileDescriptor socket = Open();
        try
        {
            // Safe: the kernel reads the struct during the call.
            SystemCall.Check(Libc.connect(socket.Number, &address, (uint)sizeof(UnixAddress)), $"connect({path})");
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Listens for a front end that connects. A socket file that nobody serves any more is replaced.</summary>
    /// <param name="path">1..107 bytes. The file outlives the descriptor.</param>
    /// <param name="mode">Permission bits; in force before the first connection can be made.</param>
    /// <exception cref="SystemCallException">AddressInUse: another process listens there.</exception>
    public static FileDescriptor Listen(string path, UnixFileMode mode)
    {
        UnixAddress address = UnixAddress.For(path);
        FileDescriptor socket = Open();
        try
        {
            UnixListener.RemoveStale(path);
            // Safe: the kernel reads the struct during the call.
            SystemCall.Check(Libc.bind(socket.Number, &address, (uint)sizeof(UnixAddress)), $"bind({path})");
            SystemCall.Check(Libc.chmod(path, (uint)mode), $"chmod({path})");
            SystemCall.Check(Libc.listen(socket.Number, Backlog), $"listen({path})");
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next front end, or null when none waits or it went before it was taken.</summary>
    /// <exception cref="SystemCallException">The listening socket is of no use, or the process has no descriptors left.</exception>
    public static FileDescriptor? TryAccept(FileDescriptor listener)
    {
        // Safe: no address is asked for.
        int accepted = Libc.accept4(listener.Number, null, null, NonBlockCloseOnExec);
        if (accepted >= 0)
        {
            return new FileDescriptor(accepted);
        }

        int error = SystemCall.Error;
        return error is Errno.TryAgain or Errno.Interrupted or Errno.ConnectionAborted ? null : throw new SystemCallException("accept4(vhost)", error);
    }

    /// <summary>Two connected ends in this process.</summary>
    public static (FileDescriptor FrontEnd, FileDescriptor BackEnd) Pair()
    {
        int* ends = stackalloc int[2];
        // Safe: the kernel writes two numbers.
        SystemCall.Check(Libc.socketpair(UnixConnection.Family, UnixConnection.StreamNonBlockCloseOnExec, 0, ends), "socketpair(vhost)");
        return (new FileDescriptor(ends[0]), new FileDescriptor(ends[1]));
    }

    private static FileDescriptor Open() =>
        new(SystemCall.Check(Libc.socket(UnixConnection.Family, UnixConnection.StreamNonBlockCloseOnExec, 0), "socket(AF_UNIX)"));
}
