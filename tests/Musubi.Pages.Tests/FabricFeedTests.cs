using Microsoft.Extensions.Time.Testing;
using Musubi.Pages.Live;

namespace Musubi.Pages.Tests;

public sealed class FabricFeedTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly PageService _service = new(Samples.View(1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_that_opens_after_a_while_sees_the_fabric_as_it_is_now()
    {
        using FabricFeed feed = new(_service, _time);
        At(1);
        FabricView first = await feed.OpenAsync(Cancellation);
        Assert.Same(first, await feed.OpenAsync(Cancellation));
        At(2);
        Assert.Equal(2, (await feed.OpenAsync(Cancellation)).Snapshot.Revision);

        // Also where nothing was configured meanwhile: hosts and counters go on.
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(_time.GetUtcNow(), (await feed.OpenAsync(Cancellation)).Time);
    }

    [Fact]
    public async Task A_page_that_is_slow_to_draw_keeps_no_other_waiting()
    {
        using FabricFeed feed = new(_service, _time);
        using ManualResetEventSlim drawn = new();
        At(1);
        using IDisposable slow = feed.Subscribe(_ => drawn.Wait(Cancellation));
        TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable quick = feed.Subscribe(_ => told.TrySetResult());
        await feed.StartAsync(Cancellation);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        drawn.Set();
        await feed.StopAsync(Cancellation);
    }

    private void At(long revision) => _service.Current = _service.Current with { Revision = revision };
}
