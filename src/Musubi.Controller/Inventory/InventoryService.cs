using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Controller.Store;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>
/// The fabric's inventory: commands are edited by the model's pure editor, committed with their events in one transaction, and only then
/// seen by anybody. Runtime comes from the hosts' streams. Any thread.
/// </summary>
internal sealed class InventoryService : IInventoryService, ILedgerObserver, IDisposable
{
    /// <summary>Changes that a watch can look back on.</summary>
    private const int WatchHistory = 1_000;

    private readonly TimeProvider _time;
    private readonly FabricHub _fabric;
    private readonly EditContext _context;
    private readonly BoundedHistory<WatchMessage> _history = new(0, WatchHistory);
    private InventoryLedger? _ledger;

    private InventoryService(TimeProvider time, IIdSource ids, FabricHub fabric)
    {
        _time = time;
        _fabric = fabric;
        _context = new EditContext { Ids = ids, Kind = SwitchKind.Distributed };
    }

    public SwitchKind Kind => SwitchKind.Distributed;

    public Guid? LocalHostId => null;

    public InventorySnapshot Current => Ledger.State.Snapshot;

    /// <summary>Made at the fabric's first start, and the same ever after.</summary>
    public Guid FabricId => Ledger.State.Head.Fabric;

    private InventoryLedger Ledger => _ledger!;

    /// <summary>Loads the inventory and hands it to the hosts' streams.</summary>
    /// <exception cref="StoreException">The store cannot be read or written.</exception>
    public static async Task<InventoryService> OpenAsync(
        IStore store, TimeProvider time, IIdSource ids, FabricHub fabric, ControllerCounters counters, CancellationToken cancellation = default)
    {
        InventoryService service = new(time, ids, fabric);
        service._ledger = await InventoryLedger.OpenAsync(store, ids, service, counters, cancellation).ConfigureAwait(false);
        return service;
    }

    public Task<EditResult> ExecuteAsync(InventoryCommand command, Caller caller, bool dryRun, CancellationToken cancellation)
    {
        InventoryCommand informed = command is MigrateHosts migrate ? migrate with { Facts = FactsFor(migrate) } : command;
        return dryRun
            ? Task.FromResult(InventoryEditor.Edit(Current, informed, _context))
            : ExecuteAsync(informed, caller, CommitWish.NothingBeside, cancellation);
    }

    /// <summary>Executes a command together with checks and writes of other keys.</summary>
    /// <exception cref="StoreCheckFailedException">One of those checks did not hold.</exception>
    internal async Task<EditResult> ExecuteAsync(
        InventoryCommand command, Caller caller, StoreTransaction beside, CancellationToken cancellation)
    {
        EditResult? result = null;
        bool committed = await Ledger.CommitAsync(state =>
        {
            result = InventoryEditor.Edit(state.Snapshot, command, _context);
            return result.Succeeded && (result.Changes.Length > 0 || beside.Writes.Count > 0)
                ? new CommitWish
                {
                    Snapshot = result.Snapshot,
                    Changes = result.Changes,
                    Events = CommitEvents.Of(result, caller, _time.GetUtcNow()),
                    Beside = beside,
                }
                : null;
        }, cancellation).ConfigureAwait(false);
        bool refusedBeside = !committed && beside.Writes.Count > 0 && result!.Succeeded;
        return refusedBeside ? throw new StoreCheckFailedException() : result!;
    }

    /// <summary>Commits events, and writes of other keys, that are no change of the inventory. False when a check beside did not hold.</summary>
    /// <exception cref="InventoryUnavailableException">They could not be stored.</exception>
    internal Task<bool> RecordAsync(IReadOnlyList<EventRecord> events, StoreTransaction beside, CancellationToken cancellation) =>
        Ledger.CommitAsync(state => new CommitWish { Snapshot = state.Snapshot, Events = events, Beside = beside }, cancellation);

    public Task<IReadOnlyList<EventRecord>> QueryEventsAsync(EventQuery query, CancellationToken cancellation)
    {
        ImmutableList<EventRecord> events = Ledger.State.Events;
        List<EventRecord> found = query.After is { } after
            ? [.. events.Where(record => record.Sequence > after && query.Matches(record)).Take(query.Limit)]
            : [.. events.AsEnumerable().Reverse().Where(query.Matches).Take(query.Limit).Reverse()];
        return Task.FromResult<IReadOnlyList<EventRecord>>(found);
    }

    public async IAsyncEnumerable<WatchMessage> WatchAsync(
        long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = fromRevision;
        while (true)
        {
            IAsyncEnumerator<WatchMessage> changes = _history.WatchAsync(seen, cancellation).GetAsyncEnumerator(cancellation);
            await using (changes.ConfigureAwait(false))
            {
                while (await NextAsync(changes).ConfigureAwait(false) is { } message)
                {
                    seen = message.Revision;
                    yield return message;
                }
            }

            // Fell behind, or asked for what is no longer kept: the watcher lists anew and goes on from here.
            seen = Current.Revision;
            yield return new WatchMessage { Revision = seen, Resync = true };
        }
    }

    public PortRuntime? FindPortRuntime(Guid portId) => _fabric.FindPortRuntime(portId);

    public HostRuntime? FindHostRuntime(Guid hostId) => _fabric.FindHostRuntime(hostId);

    public IReadOnlyList<HostGroups> FindGroups(Guid switchId) => _fabric.FindGroups(switchId);

    public Task<PortStatistics?> ReadStatisticsAsync(Guid portId, CancellationToken cancellation) =>
        Task.FromResult(_fabric.FindStatistics(portId));

    public ValueList<IoUplinkRuntime> FindIo(Guid hostId) => _fabric.FindIo(hostId);

    public RuleHits? FindRuleHits(Guid portId) => _fabric.FindRuleHits(portId);

    public IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId) => _fabric.FindUplinkRuleHits(switchId);

    public RevisionStatus GetRevisionStatus(long revision) => _fabric.GetRevisionStatus(revision);

    public async Task<string?> RetryHostAsync(Guid hostId, Caller caller, CancellationToken cancellation)
    {
        string? refusal = _fabric.Retry(hostId);
        if (refusal is null && Current.Hosts.TryGetValue(hostId, out HostConfig? host))
        {
            EventRecord asked = new()
            {
                Time = _time.GetUtcNow(),
                Reason = "host.retry",
                Object = $"host {host.Name}",
                Host = host.Name,
                Caller = caller.Name,
                Message = $"host {host.Name} is to try once more what it undid",
            };
            await RecordAsync([asked], CommitWish.NothingBeside, cancellation).ConfigureAwait(false);
        }

        return refusal;
    }

    public void Dispose() => _ledger?.Dispose();

    void ILedgerObserver.Committed(InventoryState before, InventoryState after, ImmutableArray<ObjectChange> changes)
    {
        if (after.Snapshot.Revision != before.Snapshot.Revision)
        {
            _fabric.Update(before.Snapshot, after.Snapshot, changes);
            _history.Append(after.Snapshot.Revision, new WatchMessage { Revision = after.Snapshot.Revision, Changes = changes });
        }
    }

    void ILedgerObserver.Restarted(InventoryState state)
    {
        _fabric.Restart(state.Head.Fabric, state.Snapshot);
        _history.Restart(state.Snapshot.Revision);
    }

    /// <summary>What the named hosts last told of themselves.</summary>
    private ImmutableDictionary<Guid, HostRuntime> FactsFor(MigrateHosts command)
    {
        HashSet<string> named = [.. command.Hosts.Select(spec => spec.Host)];
        return Current.Hosts.Values.Where(host => named.Contains(host.Name) || named.Contains(host.Id.ToString()))
            .Select(host => (host.Id, Runtime: FindHostRuntime(host.Id)))
            .Where(pair => pair.Runtime is not null)
            .ToImmutableDictionary(pair => pair.Id, pair => pair.Runtime!);
    }

    private static async ValueTask<WatchMessage?> NextAsync(IAsyncEnumerator<WatchMessage> changes)
    {
        try
        {
            return await changes.MoveNextAsync().ConfigureAwait(false) ? changes.Current : null;
        }
        catch (StoreCompactedException)
        {
            return null;
        }
    }
}
