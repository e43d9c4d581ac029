using Musubi.Controller.Store;

namespace Musubi.Controller.Tests.Store;

public sealed class SqliteStoreTests : StoreBehaviour
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("fabric.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected override IStore Open() => SqliteStore.Open(Path);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_committed_is_there_after_reopening_with_its_revision()
    {
        string path = _folder.File("reopened.db");
        await using (SqliteStore store = SqliteStore.Open(path))
        {
            await store.CommitAsync(new StoreTransaction([], [new StoreWrite("a", new byte[] { 1, 2 })]), Cancellation);
        }

        await using SqliteStore again = SqliteStore.Open(path);
        StoreEntry? entry = await again.GetAsync("a", Cancellation);
        Assert.Equal([1, 2], entry!.Value.ToArray());
        Assert.Equal(1, (await again.ListAsync("", Cancellation)).Revision);
    }

    [Fact]
    public async Task A_second_opener_is_told_that_another_controller_uses_the_store()
    {
        string path = _folder.File("shared.db");
        await using SqliteStore first = SqliteStore.Open(path);

        StoreInUseException error = Assert.Throws<StoreInUseException>(() => SqliteStore.Open(path));
        Assert.Contains("another controller is using the store", error.Message, StringComparison.Ordinal);
        await first.CommitAsync(new StoreTransaction([], [new StoreWrite("a", new byte[1])]), Cancellation);
    }

    [Fact]
    public async Task A_full_disk_is_a_clear_error_and_writes_nothing()
    {
        string path = _folder.File("full.db");
        await using SqliteStore store = SqliteStore.Open(path, maxPages: 16);
        byte[] large = new byte[100_000];

        StoreUnavailableException error = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await store.CommitAsync(new StoreTransaction([], [new StoreWrite("small", new byte[1]), new StoreWrite("large", large)]), Cancellation));
        Assert.Contains("the disk is full", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.GetAsync("small", Cancellation));

        StoreCommit commit = await store.CommitAsync(new StoreTransaction([], [new StoreWrite("small", new byte[1])]), Cancellation);
        Assert.True(commit.Committed);
        Assert.Equal(1, commit.Revision);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_left_alone()
    {
        string path = _folder.File("garbage.db");
        byte[] garbage = new byte[8192];
        Random random = new(5);
        random.NextBytes(garbage);
        File.WriteAllBytes(path, garbage);

        Assert.Throws<StoreUnavailableException>(() => SqliteStore.Open(path));
        Assert.Equal(garbage, File.ReadAllBytes(path));
    }
}
