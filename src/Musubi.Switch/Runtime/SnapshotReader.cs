namespace Musubi.Switch.Runtime;

/// <summary>
/// One worker's side of a <see cref="SnapshotExchange{T}"/>: <see cref="Wake"/>, then turns of <see cref="Begin"/> and
/// <see cref="Finish"/>, then <see cref="Sleep"/>. Belongs to the worker's thread but for <see cref="HasReached"/>. Starts asleep.
/// </summary>
public sealed class SnapshotReader<T>
    where T : class
{
    private readonly SnapshotExchange<T> _exchange;
    private ReaderProgress _shared = new() { Asleep = 1 };
    private long _using;

    internal SnapshotReader(SnapshotExchange<T> exchange) => _exchange = exchange;

    /// <summary>Between this and <see cref="Sleep"/> snapshots may be used.</summary>
    public void Wake()
    {
        Volatile.Write(ref _shared.Asleep, 0);
        // Pairs with the barrier of SnapshotExchange.Publish.
        Interlocked.MemoryBarrier();
    }

    /// <summary>The snapshot to use for this turn.</summary>
    public T Begin()
    {
        SnapshotExchange<T>.Published current = _exchange.Read();
        _using = current.Serial;
        return current.Value;
    }

    /// <summary>What <see cref="Begin"/> gave is no longer used. True when it was newer than that of the turn before.</summary>
    public bool Finish()
    {
        if (_shared.Finished == _using)
        {
            return false;
        }

        Volatile.Write(ref _shared.Finished, _using);
        return true;
    }

    /// <summary>No snapshot is used until <see cref="Wake"/>.</summary>
    public void Sleep() => Volatile.Write(ref _shared.Asleep, 1);

    /// <summary>Any thread.</summary>
    internal bool HasReached(long serial) => Volatile.Read(ref _shared.Finished) >= serial || Volatile.Read(ref _shared.Asleep) == 1;
}
