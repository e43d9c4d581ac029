using System.Threading.Channels;
using Musubi.Controller.Counting;
using Musubi.Controller.Inventory;
using Musubi.Model.Commands;
using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>
/// Carries what hosts tell into the inventory: reports as commands, events in batches. Hosts never wait for the store: both queues are bounded,
/// and what does not fit is counted and dropped. (A report comes again with the host's next status.)
/// </summary>
internal sealed class InventoryFeed(InventoryService inventory, ControllerCounters counters) : IFabricSink
{
    private const int Capacity = 1_000;
    private const int BatchSize = 100;

    private readonly Channel<FabricEffect.Report> _reports = Channel.CreateBounded<FabricEffect.Report>(Capacity);
    private readonly Channel<EventRecord> _events = Channel.CreateBounded<EventRecord>(Capacity);
    public void Report(FabricEffect.Report report)
    {
        if (!_reports.Writer.TryWrite(report))
        {
            counters.Add(ControllerCounter.HostReportsDropped);
        }
    }

    public void Record(EventRecord record)
    {
        if (!_events.Writer.TryWrite(record))
        {
            counters.Add(ControllerCounter.HostEventsDropped);
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(StoreReportsAsync(cancellation), StoreEventsAsync(cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    /// <summary>Stores what is waiting now, and returns.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (_reports.Reader.TryRead(out FabricEffect.Report? report))
        {
            await StoreAsync(report, cancellation).ConfigureAwait(false);
        }

        while (_events.Reader.TryPeek(out _))
        {
            await StoreBatchAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task StoreReportsAsync(CancellationToken cancellation)
    {
        await foreach (FabricEffect.Report report in _reports.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await StoreAsync(report, cancellation).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(FabricEffect.Report report, CancellationToken cancellation)
    {
        try
        {
            ReportHost command = new(report.HostId, report.Capabilities, report.Nics) { Arrived = report.Arrived, Moving = report.Moving };
            await inventory.ExecuteAsync(command, new Caller($"host {report.HostName}"), dryRun: false, cancellation).ConfigureAwait(false);
        }
        catch (InventoryUnavailableException)
        {
            counters.Add(ControllerCounter.HostReportsDropped);
        }
    }

    private async Task StoreEventsAsync(CancellationToken cancellation)
    {
        while (await _events.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            await StoreBatchAsync(cancellation).ConfigureAwait(false);
        }
    }

    private async Task StoreBatchAsync(CancellationToken cancellation)
    {
        List<EventRecord> batch = [];
        while (batch.Count < BatchSize && _events.Reader.TryRead(out EventRecord? record))
        {
            batch.Add(record);
        }

        try
        {
            await inventory.RecordAsync(batch, CommitWish.NothingBeside, cancellation).ConfigureAwait(false);
        }
        catch (InventoryUnavailableException)
        {
            counters.Add(ControllerCounter.HostEventsDropped, batch.Count);
        }
    }
}
