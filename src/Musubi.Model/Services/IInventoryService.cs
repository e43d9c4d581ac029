using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;

namespace Musubi.Model.Services;

/// <summary>
/// An inventory with its runtime: the controller has one for the fabric, an agent one for its standard switches.
/// The REST interface is made of this alone. Any thread.
/// </summary>
public interface IInventoryService
{
    /// <summary>The one kind of switch that it holds.</summary>
    SwitchKind Kind { get; }

    /// <summary>The agent's own host; null in the controller.</summary>
    Guid? LocalHostId { get; }

    /// <summary>The newest stored inventory.</summary>
    InventorySnapshot Current { get; }

    /// <summary>
    /// Edits, stores and publishes, or with <paramref name="dryRun"/> only edits. When the task is done the change is stored, but
    /// not yet live on the hosts: see <see cref="GetRevisionStatus"/>.
    /// </summary>
    /// <exception cref="InventoryUnavailableException">It could not be stored; nothing was changed.</exception>
    Task<EditResult> ExecuteAsync(InventoryCommand command, Caller caller, bool dryRun, CancellationToken cancellation);

    /// <summary>At most <see cref="EventQuery.Limit"/> events, oldest first.</summary>
    Task<IReadOnlyList<EventRecord>> QueryEventsAsync(EventQuery query, CancellationToken cancellation);

    /// <summary>
    /// Every change after <paramref name="fromRevision"/>, in order, then changes as they come. Bounded: a watcher that is too slow, or
    /// too far behind, gets one message with <see cref="WatchMessage.Resync"/>.
    /// </summary>
    IAsyncEnumerable<WatchMessage> WatchAsync(long fromRevision, CancellationToken cancellation);

    /// <summary>Null for a port that is free or unknown.</summary>
    PortRuntime? FindPortRuntime(Guid portId);

    /// <summary>What the switch's hosts know of groups, in no order; empty where groups are not followed.</summary>
    IReadOnlyList<HostGroups> FindGroups(Guid switchId);

    /// <summary>Null for a host that is unknown or never spoke.</summary>
    HostRuntime? FindHostRuntime(Guid hostId);

    /// <summary>The newest counters of a port; null when there are none.</summary>
    Task<PortStatistics?> ReadStatisticsAsync(Guid portId, CancellationToken cancellation);

    /// <summary>The shared uplinks of a host; none while nothing is shared, or the host never told.</summary>
    ValueList<IoUplinkRuntime> FindIo(Guid hostId);

    /// <summary>How often frames met the rules of a port; null when nobody has told.</summary>
    RuleHits? FindRuleHits(Guid portId);

    /// <summary>How often frames met the rules of a switch's uplinks, for each host that has told.</summary>
    IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId);

    RevisionStatus GetRevisionStatus(long revision);

    /// <summary>Has a host try once more what it undid by itself. Null when it was told to, else why it was not.</summary>
    Task<string?> RetryHostAsync(Guid hostId, Caller caller, CancellationToken cancellation);
}
