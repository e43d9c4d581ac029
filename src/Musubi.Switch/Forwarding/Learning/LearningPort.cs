namespace Musubi.Switch.Forwarding.Learning;

/// <summary>
/// A port at which MACs are learned, for as long as it is: it outlives plans. The worker that owns the port tells here which
/// sources it does not know, in a bounded ring of the port's own, so that a port that floods holds up nobody else's; the
/// control thread reads.
/// </summary>
/// <param name="macs">Where the MACs of all ports are.</param>
/// <param name="number">Unlike that of any other port that learns at the same time; small.</param>
/// <param name="limit">Most MACs of this port, 1..131072.</param>
/// <param name="ageing">Seconds without a frame after which a MAC is forgotten.</param>
public sealed class LearningPort(LearnedMacs macs, int number, int limit, int ageing)
{
    /// <summary>Sources that wait to be learned, a power of two: as many as one batch can bring.</summary>
    public const int MostWaiting = 64;

    private readonly ulong[] _told = new ulong[MostWaiting];
    private long _written;
    private long _read;
    private long _untold;
    private long _heard;
    private bool _full;

    public LearnedMacs Macs => macs;

    public int Number => number;

    /// <summary>Control thread only, as all that follows up to <see cref="Count"/>.</summary>
    public int Limit { get; set; } = limit;

    public int Ageing { get; set; } = ageing;

    /// <summary>Entries that nobody else's can keep out or push out.</summary>
    public int Share { get; internal set; }

    /// <summary>MACs learned here now.</summary>
    public int Count { get; internal set; }

    /// <summary>No MAC more can be learned here until one is forgotten or the limit grows. Written by control, read by the worker.</summary>
    public bool Full
    {
        get => Volatile.Read(ref _full);
        internal set => Volatile.Write(ref _full, value);
    }

    /// <summary>Sources that found the ring full, each of them told again with its next frame. Any thread.</summary>
    public long Untold => Volatile.Read(ref _untold);

    /// <summary>Something waits to be read. Control thread only.</summary>
    public bool HasTold => _read != Volatile.Read(ref _written);

    /// <summary>A source that is not known here. The port's worker only.</summary>
    public void Tell(ulong key)
    {
        if (_written - Volatile.Read(ref _read) == MostWaiting)
        {
            Volatile.Write(ref _untold, _untold + 1);
            return;
        }

        _told[_written & (MostWaiting - 1)] = key;
        Volatile.Write(ref _written, _written + 1);
    }

    /// <summary>
    /// True when something was told since this was last asked, and control has read all that was told before: it may be
    /// asleep, and must be woken. The port's worker only.
    /// </summary>
    public bool MustWake()
    {
        if (_heard == _written)
        {
            return false;
        }

        // Pairs with the barrier of MacLearner.HasTold: either control sees what was just told, or this sees that control has read the rest.
        Interlocked.MemoryBarrier();
        bool idle = Volatile.Read(ref _read) >= _heard;
        _heard = _written;
        return idle;
    }

    /// <summary>Oldest first. Control thread only.</summary>
    public bool TryTake(out ulong key)
    {
        if (_read == Volatile.Read(ref _written))
        {
            key = 0;
            return false;
        }

        key = _told[_read & (MostWaiting - 1)];
        Volatile.Write(ref _read, _read + 1);
        return true;
    }
}
