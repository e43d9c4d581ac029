namespace Musubi.Controller.Store;

/// <summary>A store that forgets all when its process ends; for tests and simulations. Any thread.</summary>
public sealed class MemoryStore : IStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoreEntry> _entries = new(StringComparer.Ordinal);
    private readonly StoreHistory _history;
    private long _revision;

    /// <param name="history">Commits that a watch can look back on.</param>
    public MemoryStore(int history = StoreLimits.History) => _history = new StoreHistory(0, history);

    public ValueTask<StoreEntry?> GetAsync(string key, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(_entries.GetValueOrDefault(key));
        }
    }

    public ValueTask<StoreListing> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            StoreEntry[] found = [.. _entries.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))];
            return ValueTask.FromResult(new StoreListing(_revision, found));
        }
    }

    public ValueTask<StoreCommit> CommitAsync(StoreTransaction transaction, CancellationToken cancellation = default)
    {
        StoreLimits.Require(transaction);
        lock (_lock)
        {
            string[] conflicts = [.. transaction.Checks.Where(Fails).Select(check => check.Key)];
            if (conflicts.Length > 0)
            {
                return ValueTask.FromResult(new StoreCommit(false, _revision, conflicts));
            }

            _revision++;
            foreach (StoreWrite write in transaction.Writes)
            {
                Write(write);
            }

            _history.Append(new StoreChange(_revision, transaction.Writes));
            return ValueTask.FromResult(new StoreCommit(true, _revision, []));
        }
    }

    public IAsyncEnumerable<StoreChange> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default) =>
        _history.WatchAsync(prefix, afterRevision, cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Fails(StoreCheck check) =>
        (_entries.TryGetValue(check.Key, out StoreEntry? entry) ? entry.Revision : 0) != check.Revision;

    private void Write(StoreWrite write)
    {
        if (write.Value is { } value)
        {
            // A copy, so that a caller who goes on using its buffer does not change what is stored.
            _entries[write.Key] = new StoreEntry(write.Key, value.ToArray(), _revision);
        }
        else
        {
            _entries.Remove(write.Key);
        }
    }
}
