using System.Runtime.CompilerServices;

namespace Musubi.Controller.Store;

/// <summary>
/// The last commits, kept in memory for watchers: both stores of this process share it. A watcher reads the history itself and so has no queue
/// of its own that could grow; one that falls behind is told so. Any thread.
/// </summary>
internal sealed class StoreHistory
{
    private readonly Lock _lock = new();
    private readonly Queue<StoreChange> _changes = new();
    private readonly int _capacity;
    private TaskCompletionSource _next = NewSignal();
    private long _last;

    /// <summary>Begins at a store's present revision, with nothing to look back on.</summary>
    /// <param name="revision">The present revision.</param>
    /// <param name="capacity">Commits kept.</param>
    public StoreHistory(long revision, int capacity)
    {
        _last = revision;
        _capacity = capacity;
    }

    public void Append(StoreChange change)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _changes.Enqueue(change);
            _last = change.Revision;
            if (_changes.Count > _capacity)
            {
                _changes.Dequeue();
            }

            signal = _next;
            _next = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>See <see cref="IStore.WatchAsync"/>.</summary>
    public async IAsyncEnumerable<StoreChange> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = afterRevision;
        while (true)
        {
            (StoreChange[] changes, Task next, long last) = Since(seen);
            foreach (StoreChange change in changes)
            {
                StoreWrite[] writes = [.. change.Writes.Where(write => write.Key.StartsWith(prefix, StringComparison.Ordinal))];
                if (writes.Length > 0)
                {
                    yield return change with { Writes = writes };
                }
            }

            seen = last;
            if (changes.Length == 0)
            {
                await next.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private (StoreChange[] Changes, Task Next, long Last) Since(long revision)
    {
        lock (_lock)
        {
            long oldest = _changes.TryPeek(out StoreChange? first) ? first.Revision - 1 : _last;
            if (revision < oldest || revision > _last)
            {
                throw new StoreCompactedException(oldest);
            }

            return ([.. _changes.Where(change => change.Revision > revision)], _next.Task, _last);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
