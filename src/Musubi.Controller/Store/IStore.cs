namespace Musubi.Controller.Store;

/// <summary>
/// Where the fabric's state lives: opaque bytes under ordered keys, and one revision that orders all commits. The interface is
/// what SQLite in this process and etcd between several controllers can both keep. Any thread; all errors are <see cref="StoreException"/>s.
/// </summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>The entry under a key, or null when there is none.</summary>
    ValueTask<StoreEntry?> GetAsync(string key, CancellationToken cancellation = default);

    /// <summary>All entries whose key begins with the prefix, in ordinal order of their keys, as they were at one revision.</summary>
    ValueTask<StoreListing> ListAsync(string prefix, CancellationToken cancellation = default);

    /// <summary>
    /// Makes all writes durable, or none: only when every check holds. Returns a commit that says so; a check that fails is not an exception.
    /// </summary>
    /// <exception cref="StoreOutcomeUnknownException">It may or may not have been committed; read back to find out.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was written: the disk is full or fails.</exception>
    /// <exception cref="StoreLimitException">The transaction is larger than <see cref="StoreLimits"/>.</exception>
    ValueTask<StoreCommit> CommitAsync(StoreTransaction transaction, CancellationToken cancellation = default);

    /// <summary>
    /// Every commit after the given revision that touches the prefix, in order and without a gap, and then those to come.
    /// </summary>
    /// <exception cref="StoreCompactedException">The history does not reach back that far, or the watcher fell behind it: list anew.</exception>
    IAsyncEnumerable<StoreChange> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default);
}
