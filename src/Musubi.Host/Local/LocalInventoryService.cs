using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Edge;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Host.Local;

/// <summary>This host as an inventory: its standard switches to change, its part of the distributed ones to look at. Any thread.</summary>
internal sealed class LocalInventoryService(AgentLoop loop, AgentCore core, EventLog events, StatisticsReader statistics, TimeProvider clock) : IInventoryService
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(200);

    public SwitchKind Kind => SwitchKind.Standard;

    public Guid? LocalHostId => core.View.State.HostId;

    public InventorySnapshot Current => core.View.Inventory;

    public async Task<EditResult> ExecuteAsync(InventoryCommand command, Caller caller, bool dryRun, CancellationToken cancellation)
    {
        TaskCompletionSource<EditResult> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.PostAsync(new LocalCommand(command, caller, dryRun, done), cancellation).ConfigureAwait(false);
        return await done.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    public Task<IReadOnlyList<EventRecord>> QueryEventsAsync(EventQuery query, CancellationToken cancellation) => Task.FromResult(events.Query(query));

    /// <summary>An agent keeps no history: a watcher is told to list anew whenever the revision has moved.</summary>
    public async IAsyncEnumerable<WatchMessage> WatchAsync(long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long seen = fromRevision;
        using PeriodicTimer timer = new(WatchInterval, clock);
        do
        {
            long revision = core.View.State.Local.Revision;
            if (revision != seen)
            {
                seen = revision;
                yield return new WatchMessage { Revision = revision, Resync = true };
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }

    public PortRuntime? FindPortRuntime(Guid portId) => core.View.Ports.GetValueOrDefault(portId);

    public IReadOnlyList<HostGroups> FindGroups(Guid switchId)
    {
        AgentView view = core.View;
        return [.. view.SnoopedVlans.Where(vlan => vlan.SwitchId == switchId).Select(vlan => new HostGroups(view.State.HostId, vlan))];
    }

    public HostRuntime? FindHostRuntime(Guid hostId)
    {
        AgentView view = core.View;
        return hostId != view.State.HostId ? null : new HostRuntime
        {
            Connected = true,
            LastSeen = clock.GetUtcNow(),
            AgentVersion = AgentVersion.Text,
            SwitchVersion = view.SwitchVersion,
            SwitchRunning = view.SwitchRunning,
            AcknowledgedRevision = view.AppliedLocal,
            Nics = view.Nics,
            Lags = view.Lags,
            Workers = view.Workers,
            StandardSwitches = view.StandardSwitches,
            ControllerPath = view.ControllerPath,
            Rollback = RollbackOf(view.State.Undone),
            Rollbacks = view.State.Rollbacks,
        };
    }

    public async Task<string?> RetryHostAsync(Guid hostId, Caller caller, CancellationToken cancellation)
    {
        TaskCompletionSource<string?> refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await loop.PostAsync(new RetryAsked(caller.Name, refused), cancellation).ConfigureAwait(false);
        return await refused.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    internal static HostRollback? RollbackOf(UndoneChange? undone) => undone is null ? null : new HostRollback
    {
        FromRevision = undone.FromRevision,
        ToRevision = undone.ToRevision,
        Reason = undone.Reason,
        At = undone.At,
        Objects = [.. undone.Held.Select(held => held.Name)],
    };

    public Task<PortStatistics?> ReadStatisticsAsync(Guid portId, CancellationToken cancellation) => Task.FromResult(statistics.Read(portId));

    public ValueList<IoUplinkRuntime> FindIo(Guid hostId) => hostId == core.View.State.HostId ? core.View.Io : [];

    public RuleHits? FindRuleHits(Guid portId) => core.View.RuleHits.TryGetValue(portId, out ImmutableSortedDictionary<string, ulong>? hits) ? new RuleHits(1, clock.GetUtcNow(), hits) : null;

    public IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId)
    {
        AgentView view = core.View;
        UplinkPort[] uplinks = [.. view.UplinkPorts.Where(uplink => uplink.SwitchId == switchId && view.RuleHits.ContainsKey(uplink.PortId))];
        return uplinks.Length == 0 ? [] : [RuleHits.Sum(uplinks.Select(uplink => view.RuleHits[uplink.PortId]), clock.GetUtcNow())];
    }

    public RevisionStatus GetRevisionStatus(long revision)
    {
        AgentView view = core.View;
        bool reached = view.AppliedLocal >= revision;
        bool done = reached && view.Unfinished.Count == 0;
        return new RevisionStatus(revision,
        [
            new HostRevisionStatus
            {
                HostId = view.State.HostId,
                Host = view.State.HostName,
                State = done ? ObjectState.Done : view.Unfinished.Any(problem => problem.State == ObjectState.Error) ? ObjectState.Error : ObjectState.Pending,
                Acknowledged = view.AppliedLocal,
                Reason = done ? "" : !view.SwitchRunning ? "the data plane is not running" : reached ? "some objects are not done" : "not yet live on the data plane",
                Objects = view.Unfinished,
                Rollback = RollbackOf(view.State.Undone),
            },
        ]);
    }
}
