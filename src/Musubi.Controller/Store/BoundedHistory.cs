using System.Runtime.CompilerServices;

namespace Musubi.Controller.Store;

/// <summary>
/// The last changes, each with the revision that it made, kept in memory for watchers. A watcher reads the history itself and so has no
/// queue of its own that could grow; one that falls behind is told so. Any thread.
/// </summary>
internal sealed class BoundedHistory<T>
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Revision, T Item)> _items = new();
    private readonly int _capacity;
    private TaskCompletionSource _next = NewSignal();
    private long _last;

    // Everything after this revision is kept.
    private long _oldest;

    /// <summary>Begins at a present revision, with nothing to look back on.</summary>
    /// <param name="revision">The present revision.</param>
    /// <param name="capacity">Changes kept.</param>
    public BoundedHistory(long revision, int capacity)
    {
        _last = revision;
        _oldest = revision;
        _capacity = capacity;
    }

    public void Append(long revision, T item)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _items.Enqueue((revision, item));
            _last = revision;
            if (_items.Count > _capacity)
            {
                _oldest = _items.Dequeue().Revision;
            }

            signal = _next;
            _next = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Forgets all: who watches from before this revision must list anew.</summary>
    public void Restart(long revision)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _items.Clear();
            _last = revision;
            _oldest = revision;
            signal = _next;
            _next = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Every change after the given revision, in order, and then those to come.</summary>
    /// <exception cref="StoreCompactedException">Some of them are no longer kept.</exception>
    public async IAsyncEnumerable<T> WatchAsync(long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = afterRevision;
        while (true)
        {
            (T[] items, Task next, long last) = Since(seen);
            foreach (T item in items)
            {
                yield return item;
            }

            seen = last;
            if (items.Length == 0)
            {
                await next.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private (T[] Items, Task Next, long Last) Since(long revision)
    {
        lock (_lock)
        {
            if (revision < _oldest || revision > _last)
            {
                throw new StoreCompactedException(_oldest);
            }

            return ([.. _items.Where(entry => entry.Revision > revision).Select(entry => entry.Item)], _next.Task, _last);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
