using System.Text;
using Musubi.Controller.Store;

namespace Musubi.Controller.Tests.Store;

/// <summary>What every store promises; each kind of store runs all of it.</summary>
public abstract class StoreBehaviour : IAsyncDisposable
{
    private readonly Lazy<IStore> _store;

    protected StoreBehaviour() => _store = new Lazy<IStore>(Open);

    private IStore Store => _store.Value;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IStore Open();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task What_is_put_is_got_with_the_revision_that_wrote_it()
    {
        StoreCommit first = await PutAsync("a/1", "one");
        StoreCommit second = await PutAsync("a/2", "two");

        StoreEntry? entry = await Store.GetAsync("a/1", Cancellation);
        Assert.Equal("one", Text(entry));
        Assert.Equal(first.Revision, entry!.Revision);
        Assert.Equal(first.Revision + 1, second.Revision);
        Assert.Null(await Store.GetAsync("a/3", Cancellation));
    }

    [Fact]
    public async Task A_list_holds_exactly_the_prefix_in_the_order_of_the_keys()
    {
        foreach (string key in new[] { "b/2", "a/9", "b/10", "b/~", "c", "b" })
        {
            await PutAsync(key, key);
        }

        StoreListing listing = await Store.ListAsync("b/", Cancellation);
        Assert.Equal(["b/10", "b/2", "b/~"], listing.Entries.Select(entry => entry.Key));
        Assert.Equal(6, listing.Revision);
    }

    [Fact]
    public async Task A_transaction_is_made_whole_when_its_checks_hold()
    {
        StoreCommit made = await PutAsync("x", "1");
        StoreCommit commit = await CommitAsync(
            [new StoreCheck("x", made.Revision), new StoreCheck("y", 0)],
            [Put("x", "2"), Put("y", "3"), StoreWrite.Delete("z")]);

        Assert.True(commit.Committed);
        Assert.Equal("2", Text(await Store.GetAsync("x", Cancellation)));
        Assert.Equal("3", Text(await Store.GetAsync("y", Cancellation)));
    }

    [Fact]
    public async Task A_transaction_writes_nothing_when_one_check_fails_and_names_the_keys()
    {
        await PutAsync("x", "1");
        StoreCommit made = await PutAsync("y", "1");
        StoreCommit commit = await CommitAsync(
            [new StoreCheck("x", 0), new StoreCheck("y", made.Revision), new StoreCheck("w", 7)],
            [Put("y", "2"), Put("v", "3")]);

        Assert.False(commit.Committed);
        Assert.Equal(["x", "w"], commit.Conflicts);
        Assert.Equal(made.Revision, commit.Revision);
        Assert.Equal("1", Text(await Store.GetAsync("y", Cancellation)));
        Assert.Null(await Store.GetAsync("v", Cancellation));
    }

    [Fact]
    public async Task A_deleted_key_counts_as_one_that_does_not_exist()
    {
        await PutAsync("x", "1");
        await CommitAsync([], [StoreWrite.Delete("x")]);

        Assert.Null(await Store.GetAsync("x", Cancellation));
        Assert.True((await CommitAsync([new StoreCheck("x", 0)], [Put("x", "2")])).Committed);
    }

    [Fact]
    public async Task A_transaction_that_breaks_a_bound_is_refused_by_name()
    {
        await Assert.ThrowsAsync<StoreLimitException>(async () => await PutAsync("with space", "1"));
        await Assert.ThrowsAsync<StoreLimitException>(async () => await PutAsync(new string('k', StoreLimits.KeyLength + 1), "1"));
        await Assert.ThrowsAsync<StoreLimitException>(async () => await CommitAsync([], [Put("x", "1"), Put("x", "2")]));
        await Assert.ThrowsAsync<StoreLimitException>(async () =>
            await CommitAsync([], [new StoreWrite("x", new byte[StoreLimits.ValueBytes + 1])]));
        Assert.Equal(0, (await Store.ListAsync("", Cancellation)).Revision);
    }

    [Fact]
    public async Task Of_two_racing_writers_each_increment_counts_once()
    {
        async Task IncrementAsync(int times)
        {
            for (int done = 0; done < times;)
            {
                StoreEntry? entry = await Store.GetAsync("n", Cancellation);
                int value = entry is null ? 0 : int.Parse(Text(entry)!, null);
                StoreCommit commit = await CommitAsync([new StoreCheck("n", entry?.Revision ?? 0)], [Put("n", $"{value + 1}")]);
                done += commit.Committed ? 1 : 0;
            }
        }

        await Task.WhenAll(Task.Run(() => IncrementAsync(25), Cancellation), Task.Run(() => IncrementAsync(25), Cancellation));
        Assert.Equal("50", Text(await Store.GetAsync("n", Cancellation)));
    }

    [Fact]
    public async Task A_watch_tells_of_every_commit_after_its_revision_in_order()
    {
        await PutAsync("w/1", "a");
        StoreCommit from = await PutAsync("w/2", "b");
        await PutAsync("other", "c");
        await CommitAsync([], [Put("w/3", "d"), StoreWrite.Delete("w/1"), Put("other", "e")]);

        await using IAsyncEnumerator<StoreChange> watch = Store.WatchAsync("w/", from.Revision, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(["w/3", "w/1"], watch.Current.Writes.Select(write => write.Key));
        Assert.Null(watch.Current.Writes[1].Value);

        ValueTask<bool> next = watch.MoveNextAsync();
        await PutAsync("w/4", "f");
        Assert.True(await next);
        Assert.Equal("w/4", Assert.Single(watch.Current.Writes).Key);
    }

    [Fact]
    public async Task A_watch_from_before_the_kept_history_is_told_to_list_anew()
    {
        for (int i = 0; i < StoreLimits.History + 2; i++)
        {
            await PutAsync("k", $"{i}");
        }

        await using IAsyncEnumerator<StoreChange> watch = Store.WatchAsync("", 1, Cancellation).GetAsyncEnumerator(Cancellation);
        StoreCompactedException error = await Assert.ThrowsAsync<StoreCompactedException>(async () => await watch.MoveNextAsync());
        Assert.Equal(2, error.Oldest);
    }

    [Fact]
    public async Task A_watch_from_the_future_is_told_to_list_anew()
    {
        await using IAsyncEnumerator<StoreChange> watch = Store.WatchAsync("", 5, Cancellation).GetAsyncEnumerator(Cancellation);
        await Assert.ThrowsAsync<StoreCompactedException>(async () => await watch.MoveNextAsync());
    }

    private static StoreWrite Put(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    private static string? Text(StoreEntry? entry) => entry is null ? null : Encoding.UTF8.GetString(entry.Value.Span);

    private Task<StoreCommit> PutAsync(string key, string value) => CommitAsync([], [Put(key, value)]);

    private async Task<StoreCommit> CommitAsync(StoreCheck[] checks, StoreWrite[] writes) =>
        await Store.CommitAsync(new StoreTransaction(checks, writes), Cancellation);
}
