using System.Runtime.CompilerServices;

namespace Musubi.Controller.Store;

/// <summary>The last commits of a store in this process, for its watchers. Any thread.</summary>
internal sealed class StoreHistory(long revision, int capacity)
{
    private readonly BoundedHistory<StoreChange> _commits = new(revision, capacity);

    public void Append(StoreChange change) => _commits.Append(change.Revision, change);

    /// <summary>See <see cref="IStore.WatchAsync"/>.</summary>
    public async IAsyncEnumerable<StoreChange> WatchAsync(
        string prefix, long afterRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (StoreChange change in _commits.WatchAsync(afterRevision, cancellation).ConfigureAwait(false))
        {
            StoreWrite[] writes = [.. change.Writes.Where(write => write.Key.StartsWith(prefix, StringComparison.Ordinal))];
            if (writes.Length > 0)
            {
                yield return change with { Writes = writes };
            }
        }
    }
}
