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

    private readonly FabricViewBuilder _builder = new(service, time);
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ImmutableList<Action<FabricView>> _subscribers = [];
    private FabricView _current = FabricView.Empty;

    /// <summary>The newest view; of the moment the first page opened, at least.</summary>
    public FabricView Current => Volatile.Read(ref _current);

    /// <summary>How many listen.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers).Count;

    /// <summary>Calls with each new view, from whatever thread made it, until disposed. The callee only marks itself as out of date.</summary>
    public IDisposable Subscribe(Action<FabricView> changed)
    {
        ImmutableInterlocked.Update(ref _subscribers, static (all, one) => all.Add(one), changed);
        _wake.Writer.TryWrite(true);
        return new Subscription(this, changed);
    }

    /// <summary>A view of now, for whoever cannot wait for the next.</summary>
    public async Task<FabricView> RefreshAsync(CancellationToken cancellation)
    {
        FabricView next = await _builder.BuildAsync(Current, cancellation);
        Volatile.Write(ref _current, next);
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
                    subscriber(view);
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
