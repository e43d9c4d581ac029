using System.Buffers.Binary;
using Musubi.Io.Native;
using Musubi.Io.Polling;

namespace Musubi.Io.Sockets;

/// <summary>
/// A unix stream socket that carries frames (<see cref="UnixFraming"/>) with descriptors. One thread receives; any thread
/// sends, one frame after the other. The descriptor is non-blocking; the waiting calls wait in poll.
/// </summary>
public sealed unsafe class UnixConnection : IDisposable
{
    internal const int Family = 1;
    internal const int StreamNonBlockCloseOnExec = 1 | 0x800 | 0x80000;

    private const int LevelSocket = 1;
    private const int OptionPeerCredentials = 17;
    private const int BothDirections = 2;

    private readonly FileDescriptor _socket;
    private readonly UnixFrameReader _reader;
    private readonly Lock _sending = new();
    private bool _cut;

    internal UnixConnection(FileDescriptor socket)
    {
        _socket = socket;
        _reader = new UnixFrameReader(socket.Number);
        Peer = ReadPeer(socket);
    }

    /// <summary>To wait on for frames.</summary>
    public int PollDescriptor => _socket.Number;

    public UnixPeer Peer { get; }

    /// <summary>Connects without waiting.</summary>
    /// <exception cref="SystemCallException">NoEntry, ConnectionRefused: nobody listens; TryAgain: its queue is full; AccessDenied.</exception>
    /// <exception cref="ArgumentException">The path is longer than 107 bytes.</exception>
    public static UnixConnection Connect(string path)
    {
        UnixAddress address = UnixAddress.For(path);
        FileDescriptor socket = new(SystemCall.Check(Libc.socket(Family, StreamNonBlockCloseOnExec, 0), "socket(AF_UNIX)"));
        try
        {
            // Safe: the kernel reads the struct during the call.
            SystemCall.Check(Libc.connect(socket.Number, &address, (uint)sizeof(UnixAddress)), $"connect({path})");
            return new UnixConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Two connected ends in this process.</summary>
    public static (UnixConnection First, UnixConnection Second) Pair()
    {
        int* ends = stackalloc int[2];
        // Safe: the kernel writes two numbers.
        SystemCall.Check(Libc.socketpair(Family, StreamNonBlockCloseOnExec, 0, ends), "socketpair(AF_UNIX)");
        return (new UnixConnection(new FileDescriptor(ends[0])), new UnixConnection(new FileDescriptor(ends[1])));
    }

    /// <summary>Takes one frame if it is there whole; never waits. After Frame, call again.</summary>
    /// <exception cref="UnixFramingException">The peer breaks the framing; close the connection.</exception>
    public UnixReceiveStatus TryReceive(out UnixFrame? frame) => _reader.TryReceive(out frame);

    /// <summary>Waits for the next frame; null when the peer closed between two frames.</summary>
    /// <param name="limit">Negative waits for ever.</param>
    /// <param name="cancel">Signalled: the wait ends.</param>
    /// <exception cref="TimeoutException">No whole frame came in time; what came of it is kept for the next call.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was signalled.</exception>
    /// <exception cref="UnixFramingException">The peer breaks the framing; close the connection.</exception>
    public UnixFrame? Receive(TimeSpan limit, EventFd? cancel = null)
    {
        long deadline = Deadline(limit);
        while (true)
        {
            UnixReceiveStatus status = TryReceive(out UnixFrame? frame);
            if (status != UnixReceiveStatus.Incomplete)
            {
                return frame;
            }

            Await(Readiness.WaitReadable(PollDescriptor, Left(deadline), cancel), deadline, cancel, "no whole frame came");
        }
    }

    /// <summary>Sends one frame whole. The descriptors stay the caller's.</summary>
    /// <param name="payload">At most <see cref="UnixFraming.MaxPayloadBytes"/>.</param>
    /// <param name="descriptors">At most <see cref="UnixFraming.MaxDescriptors"/>.</param>
    /// <param name="limit">How long the peer may leave the socket full; negative is for ever.</param>
    /// <exception cref="TimeoutException">The peer does not read; a frame may be cut off, so the connection is of no more use.</exception>
    /// <exception cref="SystemCallException">BrokenPipe, ConnectionReset: the peer is gone.</exception>
    public void Send(ReadOnlySpan<byte> payload, ReadOnlySpan<FileDescriptor> descriptors, TimeSpan limit, EventFd? cancel = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, UnixFraming.MaxPayloadBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, UnixFraming.MaxDescriptors);
        Span<byte> header = stackalloc byte[UnixFraming.HeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)payload.Length);
        Span<int> numbers = stackalloc int[descriptors.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = descriptors[i].Number;
        }

        lock (_sending)
        {
            if (_cut)
            {
                throw new UnixFramingException("an earlier frame was cut off; the connection is of no more use");
            }

            SendWhole(header, payload, numbers, Deadline(limit), cancel);
        }
    }

    /// <summary>Ends both directions, which wakes whoever waits; the descriptor stays open until it is disposed.</summary>
    public void Shutdown() => _ = Libc.shutdown(_socket.Number, BothDirections);

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }

    private void SendWhole(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ReadOnlySpan<int> numbers, long deadline, EventFd? cancel)
    {
        _cut = true;
        while (header.Length + payload.Length > 0)
        {
            int sent = DescriptorMessage.Send(_socket.Number, header, payload, numbers);
            if (sent < 0)
            {
                bool untouched = header.Length == UnixFraming.HeaderBytes;
                _cut = !untouched;
                Await(Readiness.WaitWritable(PollDescriptor, Left(deadline), cancel), deadline, cancel, "the peer does not read");
                _cut = true;
                continue;
            }

            // Descriptors went with the first byte.
            numbers = [];
            int ofHeader = Math.Min(sent, header.Length);
            header = header[ofHeader..];
            payload = payload[(sent - ofHeader)..];
        }

        _cut = false;
    }

    private static void Await(bool ready, long deadline, EventFd? cancel, string complaint)
    {
        if (ready)
        {
            return;
        }

        if (cancel is not null && Readiness.WaitReadable(cancel.Descriptor, TimeSpan.Zero))
        {
            throw new OperationCanceledException();
        }

        if (Left(deadline) == TimeSpan.Zero)
        {
            throw new TimeoutException($"{complaint} within the time limit");
        }
    }

    private static long Deadline(TimeSpan limit) =>
        limit < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)Math.Min(limit.TotalMilliseconds, int.MaxValue);

    private static TimeSpan Left(long deadline) =>
        deadline == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(deadline - Environment.TickCount64, 0));

    private static UnixPeer ReadPeer(FileDescriptor socket)
    {
        PeerCredentials credentials = default;
        uint length = (uint)sizeof(PeerCredentials);
        // Safe: the kernel writes at most the length named.
        SystemCall.Check(Libc.getsockopt(socket.Number, LevelSocket, OptionPeerCredentials, &credentials, &length), "getsockopt(SO_PEERCRED)");
        return new UnixPeer(credentials.ProcessId, credentials.UserId, credentials.GroupId);
    }
}
