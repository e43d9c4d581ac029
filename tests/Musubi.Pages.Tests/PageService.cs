using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Pages.Live;

namespace Musubi.Pages.Tests;

/// <summary>A controller that has what a view shows, and answers changes as it is told to.</summary>
internal sealed class PageService(FabricView view) : IInventoryService
{
    public List<(InventoryCommand Command, Caller Caller, bool DryRun)> Asked { get; } = [];

    /// <summary>What becomes of a change, given whether it is only tried.</summary>
    public Func<bool, EditResult>? Answer { get; set; }

    public SwitchKind Kind => SwitchKind.Distributed;

    public Guid? LocalHostId => null;

    public InventorySnapshot Current { get; set; } = view.Snapshot with
    {
        Hosts = view.Hosts.Select(host => host.Config).ToImmutableDictionary(host => host.Id),
        Ports = view.Ports.Select(port => port.Config).ToImmutableDictionary(port => port.Id),
    };

    public Task<EditResult> ExecuteAsync(InventoryCommand command, Caller caller, bool dryRun, CancellationToken cancellation)
    {
        Asked.Add((command, caller, dryRun));
        return Task.FromResult(Answer!(dryRun));
    }

    public Task<IReadOnlyList<EventRecord>> QueryEventsAsync(EventQuery query, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<EventRecord>>([]);

    public async IAsyncEnumerable<WatchMessage> WatchAsync(long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        yield break;
    }

    public PortRuntime? FindPortRuntime(Guid portId) => view.PortById.GetValueOrDefault(portId)?.Runtime;

    public IReadOnlyList<HostGroups> FindGroups(Guid switchId) => [];

    public HostRuntime? FindHostRuntime(Guid hostId) => view.HostById.GetValueOrDefault(hostId)?.Runtime;

    public Task<PortStatistics?> ReadStatisticsAsync(Guid portId, CancellationToken cancellation) => Task.FromResult<PortStatistics?>(null);

    public ValueList<IoUplinkRuntime> FindIo(Guid hostId) => [];

    public RuleHits? FindRuleHits(Guid portId) => null;

    public IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId) => [];

    public RevisionStatus GetRevisionStatus(long revision) => new(revision, []);

    public Task<string?> RetryHostAsync(Guid hostId, Caller caller, CancellationToken cancellation) => Task.FromResult<string?>(null);
}
