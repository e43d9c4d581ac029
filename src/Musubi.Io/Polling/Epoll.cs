using Musubi.Io.Native;

namespace Musubi.Io.Polling;

/// <summary>
/// Level-triggered waiting on many descriptors. <see cref="Add"/> and <see cref="Remove"/> may be called by another thread
/// than the one that waits.
/// </summary>
public sealed unsafe class Epoll : IDisposable
{
    /// <summary>Descriptors reported by one wait; the others come with the next.</summary>
    public const int MaxReady = 256;

    private const int CloseOnExec = 0x80000;
    private const int OperationAdd = 1;
    private const int OperationDelete = 2;
    private const uint Readable = 0x001;
    private const uint EdgeTriggered = 1u << 31;

    private readonly FileDescriptor _epoll = new(SystemCall.Check(Libc.epoll_create1(CloseOnExec), "epoll_create1"));
    private readonly EpollEvent[] _events = GC.AllocateArray<EpollEvent>(MaxReady, pinned: true);

    /// <summary>Readable itself while something is ready: one wait can so stand for many descriptors.</summary>
    public int Descriptor => _epoll.Number;

    /// <summary>Reports <paramref name="token"/> whenever the descriptor is readable or in error.</summary>
    public void Add(int descriptor, ulong token) => Register(descriptor, token, Readable);

    /// <summary>
    /// Reports <paramref name="token"/> once for each time that the descriptor is written to, so that it need not be read. For
    /// descriptors whose other holders could make a read wait.
    /// </summary>
    public void AddEdge(int descriptor, ulong token) => Register(descriptor, token, Readable | EdgeTriggered);

    /// <summary>Forgets the descriptor; one that was closed already is forgotten by the kernel.</summary>
    public void Remove(int descriptor) => _ = Libc.epoll_ctl(_epoll.Number, OperationDelete, descriptor, null);

    /// <summary>
    /// Waits until something is ready and writes the tokens. Returns how many; 0 at the time limit or after a signal.
    /// </summary>
    /// <param name="tokens">At most <see cref="MaxReady"/> are used.</param>
    /// <param name="timeoutMilliseconds">-1 waits for ever, 0 only looks.</param>
    public int Wait(Span<ulong> tokens, int timeoutMilliseconds)
    {
        int count;
        // Safe: the array is pinned and the kernel is told its true length.
        fixed (EpollEvent* events = _events)
        {
            count = Libc.epoll_wait(_epoll.Number, events, Math.Min(tokens.Length, MaxReady), timeoutMilliseconds);
        }

        for (int i = 0; i < count; i++)
        {
            tokens[i] = _events[i].Data;
        }

        return Math.Max(count, 0);
    }

    public void Dispose() => _epoll.Dispose();

    private void Register(int descriptor, ulong token, uint events)
    {
        EpollEvent description = new() { Events = events, Data = token };
        // Safe: the kernel copies the twelve bytes during the call.
        SystemCall.Check(Libc.epoll_ctl(_epoll.Number, OperationAdd, descriptor, &description), "epoll_ctl(ADD)");
    }
}
