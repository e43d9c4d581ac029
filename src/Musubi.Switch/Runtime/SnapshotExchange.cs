namespace Musubi.Switch.Runtime;

/// <summary>
/// Hands immutable snapshots from one writer (the control thread) to several readers (the workers) without locks, and tells
/// the writer when nobody can still be using an older one. A reader that sleeps holds nothing and counts as having moved on.
/// </summary>
public sealed class SnapshotExchange<T>
    where T : class
{
    private readonly SnapshotReader<T>[] _readers;
    private readonly Queue<(long Serial, IDisposable Thing)> _retired = [];
    private Published _current;

    public SnapshotExchange(int readers, T first)
    {
        _current = new Published(first, 0);
        _readers = [.. Enumerable.Range(0, readers).Select(_ => new SnapshotReader<T>(this))];
    }

    /// <summary>Rises by one with each <see cref="Publish"/>.</summary>
    public long Serial => _current.Serial;

    /// <summary>What turns that begin now use. Writer only.</summary>
    public T Current => _current.Value;

    public int WaitingForRetirement => _retired.Count;

    public SnapshotReader<T> Reader(int index) => _readers[index];

    /// <summary>From now on every turn that begins uses <paramref name="value"/>. Writer only.</summary>
    public long Publish(T value)
    {
        long serial = _current.Serial + 1;
        Volatile.Write(ref _current, new Published(value, serial));
        // Pairs with the barrier of SnapshotReader.Wake: either the writer sees that the reader woke, or the reader sees
        // the new snapshot. Without it a reader that is just waking could use what the writer believes unused.
        Interlocked.MemoryBarrier();
        return serial;
    }

    /// <summary>True when no reader can still be using a snapshot older than <paramref name="serial"/>. Writer only.</summary>
    public bool Reached(long serial)
    {
        foreach (SnapshotReader<T> reader in _readers)
        {
            if (!reader.HasReached(serial))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Disposes of <paramref name="thing"/> in a later <see cref="Sweep"/>, once every reader uses the present snapshot, which must no longer name it. Writer only.</summary>
    public void Retire(IDisposable thing) => _retired.Enqueue((_current.Serial, thing));

    /// <summary>Disposes of what no reader can see any more, and returns how many. Writer only; never waits.</summary>
    public int Sweep()
    {
        int swept = 0;
        while (_retired.TryPeek(out (long Serial, IDisposable Thing) oldest) && Reached(oldest.Serial))
        {
            _retired.Dequeue();
            oldest.Thing.Dispose();
            swept++;
        }

        return swept;
    }

    internal Published Read() => Volatile.Read(ref _current);

    internal sealed record Published(T Value, long Serial);
}
