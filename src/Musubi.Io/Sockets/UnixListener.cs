using Musubi.Io.Native;
using Musubi.Io.Polling;

namespace Musubi.Io.Sockets;

/// <summary>A unix stream socket that others connect to. One thread accepts.</summary>
public sealed unsafe class UnixListener : IDisposable
{
    private const int Backlog = 16;

    private readonly FileDescriptor _socket;

    private UnixListener(FileDescriptor socket, string path)
    {
        _socket = socket;
        Path = path;
    }

    public string Path { get; }

    /// <summary>To wait on for connections.</summary>
    public int PollDescriptor => _socket.Number;

    /// <summary>
    /// Listens at a path. A socket file that nobody serves any more is replaced; one that is served is left alone.
    /// </summary>
    /// <param name="path">1..107 bytes.</param>
    /// <param name="mode">Permission bits; in force before the first connection can be made.</param>
    /// <exception cref="SystemCallException">AddressInUse: another process listens there.</exception>
    public static UnixListener Bind(string path, UnixFileMode mode)
    {
        UnixAddress address = UnixAddress.For(path);
        FileDescriptor socket = new(SystemCall.Check(Libc.socket(UnixConnection.Family, UnixConnection.StreamNonBlockCloseOnExec, 0), "socket(AF_UNIX)"));
        try
        {
            RemoveStale(path);
            // Safe: the kernel reads the struct during the call.
            SystemCall.Check(Libc.bind(socket.Number, &address, (uint)sizeof(UnixAddress)), $"bind({path})");
            SystemCall.Check(Libc.chmod(path, (uint)mode), $"chmod({path})");
            SystemCall.Check(Libc.listen(socket.Number, Backlog), $"listen({path})");
            return new UnixListener(socket, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next connection, or null when none waits.</summary>
    public UnixConnection? TryAccept()
    {
        const int NonBlockCloseOnExec = 0x800 | 0x80000;
        // Safe: no address is asked for.
        int accepted = Libc.accept4(_socket.Number, null, null, NonBlockCloseOnExec);
        if (accepted >= 0)
        {
            return new UnixConnection(new FileDescriptor(accepted));
        }

        int error = SystemCall.Error;
        return error is Errno.TryAgain or Errno.Interrupted or Errno.ConnectionAborted ? null : throw new SystemCallException("accept4(unix)", error);
    }

    /// <summary>Waits for a connection; null at the time limit or when cancelled.</summary>
    /// <param name="limit">Negative waits for ever.</param>
    public UnixConnection? Accept(TimeSpan limit, EventFd? cancel = null)
    {
        UnixConnection? connection = TryAccept();
        return connection is null && Readiness.WaitReadable(PollDescriptor, limit, cancel) ? TryAccept() : connection;
    }

    /// <summary>Stops listening and removes the socket file.</summary>
    public void Dispose()
    {
        if (!_socket.IsClosed)
        {
            _ = Libc.unlink(Path);
        }

        _socket.Dispose();
    }

    /// <summary>Removes a socket file that nobody serves any more; leaves anything else alone.</summary>
    internal static void RemoveStale(string path)
    {
        try
        {
            // Served by somebody: bind will say that the address is in use.
            UnixConnection.Connect(path).Dispose();
        }
        catch (SystemCallException e) when (e.Error == Errno.ConnectionRefused && IsSocket(path))
        {
            _ = Libc.unlink(path);
        }
        catch (SystemCallException)
        {
            // Nothing is there, or no socket, or its queue of connections is full: bind says which.
        }
    }

    /// <summary>Connections to any other kind of file are refused just as well.</summary>
    private static bool IsSocket(string path)
    {
        const int WorkingFolder = -100;
        const int NoFollow = 0x100;
        const uint Kind = 0x1;
        FileStatus status = default;
        // Safe: the kernel writes 256 bytes, the size of the struct.
        return Libc.statx(WorkingFolder, path, NoFollow, Kind, &status) == 0 && (status.Mode & FileStatus.KindMask) == FileStatus.SocketKind;
    }
}
