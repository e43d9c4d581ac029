using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Musubi.Model.Services;

namespace Musubi.Pages.Live;

/// <summary>
/// Keeps the one view of the fabric that all open pages show: made anew each second, and at once after a change of the inventory, while anybody looks; never
/// otherwise. Pages are told, not asked. Any thread.
/// </summary>
public sealed class FabricFeed(IInventoryService service, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Least time between two views, however often the inventory changes.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <summary>Older than this a view is when nobody has looked for a while.</summary>
    private static readonly TimeSpan Fresh = 2 * Interval;

    private readonly FabricViewBuilder _builder = new(service, time);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ImmutableList<Action<FabricView>> _subscribers = [];
    private FabricView _current = FabricView.Empty;

    /// <summary>The newest view there is; while no page was open nobody made newer ones.</summary>
    public FabricView Current => Volatile.Read(ref _current);

    /// <summary>How many listen.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers).Count;

    /// <summary>Calls with each new view, from whatever thread made it, until disposed.</summary>
    public IDisposable Subscribe(Action<FabricView> changed)
    {
        ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Add(one), changed);
        _wake.Writer.TryWrite(true);
        return new Subscription(this, changed);
    }

    /// <summary>What a page begins with: the newest view, or one of now where that is old or the inventory has gone on since.</summary>
    public async Task<FabricView> OpenAsync(CancellationToken cancellation)
    {
        FabricView current = Current;
        return current.Snapshot.Revision == service.Current.Revision && (time.GetUtcNow() - current.Time).Duration() < Fresh ? current : await RefreshAsync(cancellation);
    }

    private async Task<FabricView> RefreshAsync(CancellationToken cancellation)
    {
        FabricView next = await _builder.BuildAsync(Current, cancellation);

        // Another that was begun later may be done already.
        if (next.Snapshot.Revision >= Current.Snapshot.Revision)
        {
            Volatile.Write(ref _current, next);
        }

        return next;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Task watching = WatchAsync(stoppingToken);
        try
        {
            while (true)
            {
                await WaitAsync(stoppingToken);
                FabricView view = await RefreshAsync(stoppingToken);
                foreach (Action<FabricView> subscriber in Volatile.Read(ref _subscribers))
                {
                    // A page that is idle is drawn by whoever tells it: none waits for the drawing of another.
                    _ = Task.Run(() => subscriber(view), stoppingToken);
                }

                await Task.Delay(Rest, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await watching;
        }
    }

    /// <summary>With nobody looking it waits for somebody to come.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        do
        {
            using CancellationTokenSource tick = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task<bool> woken = _wake.Reader.WaitToReadAsync(tick.Token).AsTask();
            Task due = Task.Delay(Subscribers > 0 ? Interval : Timeout.InfiniteTimeSpan, time, tick.Token);
            await Task.WhenAny(woken, due);
            await tick.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            _wake.Reader.TryRead(out _);
        }
        while (Subscribers == 0);
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (WatchMessage _ in service.WatchAsync(service.Current.Revision, cancellation))
            {
                _wake.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private sealed class Subscription(FabricFeed feed, Action<FabricView> changed) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref feed._subscribers, static (all, one) => all.Remove(one), changed);
    }
}
