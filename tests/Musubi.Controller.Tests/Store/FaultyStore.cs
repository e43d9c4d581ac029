using Musubi.Controller.Store;

namespace Musubi.Controller.Tests.Store;

/// <summary>A store whose disk fails and whose answers get lost, as a seed says.</summary>
public sealed class FaultyStore(IStore inner, Random random) : IStore
{
    /// <summary>How often a commit or read fails with nothing done, 0..1.</summary>
    public double Fails { get; set; }

    /// <summary>How often a commit is made and its answer lost, 0..1.</summary>
    public double LosesAnswer { get; set; }

    /// <summary>How often a commit is made and reported as failed, 0..1.</summary>
    public double Lies { get; set; }

    public int Failed { get; private set; }

    public int Lost { get; private set; }

    public ValueTask<StoreEntry?> GetAsync(string key, CancellationToken cancellation = default)
    {
        MayFail();
        return inner.GetAsync(key, cancellation);
    }

    public ValueTask<StoreListing> ListAsync(string prefix, CancellationToken cancellation = default)
    {
        MayFail();
        return inner.ListAsync(prefix, cancellation);
    }

    public async ValueTask<StoreCommit> CommitAsync(StoreTransaction transaction, CancellationToken cancellation = default)
    {
        MayFail();
        StoreCommit commit = await inner.CommitAsync(transaction, cancellation);
        if (random.NextDouble() < LosesAnswer)
        {
            Lost++;
            throw new StoreOutcomeUnknownException("the answer was lost");
        }

        return random.NextDouble() < Lies ? throw new StoreUnavailableException("the disk failed; nothing was changed") : commit;
    }

    public IAsyncEnumerable<StoreChange> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default) =>
        inner.WatchAsync(prefix, afterRevision, cancellation);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void MayFail()
    {
        if (random.NextDouble() < Fails)
        {
            Failed++;
            throw new StoreUnavailableException("the disk failed; nothing was changed");
        }
    }
}
