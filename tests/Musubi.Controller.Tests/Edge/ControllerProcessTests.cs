using System.Net.Http.Json;
using System.Text.Json;
using Musubi.Controller.Store;

namespace Musubi.Controller.Tests.Edge;

public sealed class ControllerProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_acknowledged_write_is_lost_to_kill_9()
    {
        using TemporaryFolder folder = new();
        List<string> acknowledged = [];
        for (int round = 0; round < 4; round++)
        {
            using ControllerProcess process = ControllerProcess.Start(folder.Path);
            await process.ReadyAsync();
            using HttpClient client = ControllerBed.Client(folder.Path);
            if (round == 0)
            {
                (await client.PostAsJsonAsync("/api/v1/switches", new { name = "dvs" }, Cancellation)).EnsureSuccessStatusCode();
            }

            Task writing = WriteAsync(client, round, acknowledged);
            int target = acknowledged.Count + 10 + (7 * round);
            await UntilAsync(() => Volatile.Read(ref _written) >= target);
            process.Kill();
            await writing;
        }

        using ControllerProcess last = ControllerProcess.Start(folder.Path);
        await last.ReadyAsync();
        using HttpClient reader = ControllerBed.Client(folder.Path);
        JsonElement list = await reader.GetFromJsonAsync<JsonElement>("/api/v1/portgroups?limit=1000", Cancellation);
        HashSet<string> stored = [.. list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
        Assert.True(acknowledged.Count >= 40);
        Assert.All(acknowledged, name => Assert.Contains(name, stored));
    }

    [Fact]
    public async Task A_second_controller_on_the_same_data_directory_ends_with_a_clear_error()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using ControllerProcess second = ControllerProcess.Start(bed.Data);
        (int code, string errors) = await second.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("another controller is using the store", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        await bed.DoAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" });
    }

    [Fact]
    public async Task A_store_that_was_lost_is_told_and_no_new_fabric_takes_its_place()
    {
        using TemporaryFolder folder = new();
        using (ControllerProcess process = ControllerProcess.Start(folder.Path))
        {
            await process.ReadyAsync();
        }

        string admin = await File.ReadAllTextAsync(folder.File("admin.json"), Cancellation);
        File.Delete(folder.File("fabric.db-wal"));
        using ControllerProcess second = ControllerProcess.Start(folder.Path);
        (int code, string errors) = await second.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("is empty, but its folder was a fabric's", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.Equal(admin, await File.ReadAllTextAsync(folder.File("admin.json"), Cancellation));
    }

    [Fact]
    public async Task A_stored_object_that_cannot_be_read_is_told_without_a_crash()
    {
        using TemporaryFolder folder = new();
        using (ControllerProcess process = ControllerProcess.Start(folder.Path))
        {
            await process.ReadyAsync();
        }

        await using (SqliteStore store = SqliteStore.Open(folder.File("fabric.db")))
        {
            await store.CommitAsync(new StoreTransaction([], [new StoreWrite("inventory/head", new byte[] { 0x7b, 0x8c })]), Cancellation);
        }

        using ControllerProcess second = ControllerProcess.Start(folder.Path);
        (int code, string errors) = await second.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("holds what cannot be read", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private int _written;

    /// <summary>Writes one after another until the controller is gone; remembers what was acknowledged.</summary>
    private async Task WriteAsync(HttpClient client, int round, List<string> acknowledged)
    {
        try
        {
            for (int number = 0; ; number++)
            {
                string name = $"pg-{round}-{number}";
                using HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/portgroups", new { name, @switch = "dvs", portCount = 1 }, Cancellation);
                response.EnsureSuccessStatusCode();
                acknowledged.Add(name);
                Interlocked.Increment(ref _written);
            }
        }
        catch (HttpRequestException error) when (error.StatusCode is null)
        {
            // Killed in the middle of a write: that one may be stored or not.
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
