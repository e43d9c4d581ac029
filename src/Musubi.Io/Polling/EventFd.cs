using Musubi.Io.Native;

namespace Musubi.Io.Polling;

/// <summary>Wakes a thread that waits on descriptors. Any thread may signal; the waiter drains.</summary>
public sealed unsafe class EventFd : IDisposable
{
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;
    private readonly FileDescriptor _descriptor = new(SystemCall.Check(Libc.eventfd(0, NonBlockCloseOnExec), "eventfd"));

    public int Descriptor => _descriptor.Number;

    internal FileDescriptor Handle => _descriptor;

    public void Signal()
    {
        ulong one = 1;
        // Safe: eight bytes of this frame. EAGAIN means that the counter is full: the waiter is woken anyway.
        _ = Libc.write(_descriptor.Number, &one, sizeof(ulong));
    }

    /// <summary>Takes back all signals so far.</summary>
    public void Drain()
    {
        ulong count;
        // Safe: eight bytes of this frame. EAGAIN means that there was no signal.
        _ = Libc.read(_descriptor.Number, &count, sizeof(ulong));
    }

    public void Dispose() => _descriptor.Dispose();
}
