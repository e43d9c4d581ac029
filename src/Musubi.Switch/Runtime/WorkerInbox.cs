using Musubi.Io.Memory;
using Musubi.Io.Polling;

namespace Musubi.Switch.Runtime;

/// <summary>
/// What other threads hand to one worker to transmit: a ring for each of them, and one for the worker itself, in which frames
/// wait while a port is on its way to it. Rings are made when they are first needed.
/// </summary>
public sealed class WorkerInbox : IDisposable
{
    private readonly FrameRing?[] _rings;
    private readonly EventFd _wake;
    private int _dozing;

    /// <param name="senders">Threads that may send, the owner included.</param>
    /// <param name="wake">Wakes the owner.</param>
    public WorkerInbox(int senders, EventFd wake)
    {
        _rings = new FrameRing?[senders];
        _wake = wake;
    }

    public int Senders => _rings.Length;

    /// <summary>The ring of one sender, made now if need be. Control thread only.</summary>
    public FrameRing Open(int sender) => _rings[sender] ??= new FrameRing();

    /// <summary>The ring of one sender, or null when nothing was ever sent by it. Owner only.</summary>
    public FrameRing? From(int sender) => Volatile.Read(ref _rings[sender]);

    /// <summary>After frames were published: wakes the owner if it sleeps. Any sender.</summary>
    public void Notify()
    {
        // Pairs with the barrier of Doze: either the owner sees the frames, or the sender sees that it sleeps.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _dozing) != 0)
        {
            _wake.Signal();
        }
    }

    /// <summary>From now on senders wake the owner. True when frames wait already. Owner only.</summary>
    public bool Doze()
    {
        Volatile.Write(ref _dozing, 1);
        Interlocked.MemoryBarrier();
        foreach (FrameRing? ring in _rings)
        {
            if (ring is { HasFrames: true })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The owner looks for itself again.</summary>
    public void Rise() => Volatile.Write(ref _dozing, 0);

    public void Dispose()
    {
        foreach (FrameRing? ring in _rings)
        {
            ring?.Dispose();
        }
    }
}
