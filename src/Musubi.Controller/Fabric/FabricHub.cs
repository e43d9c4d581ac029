using System.Collections.Immutable;
using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Trust;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;
using Musubi.Model.Share;
using HostShare = Musubi.Model.Share.HostShare;
using PortStatistics = Musubi.Model.Services.PortStatistics;

namespace Musubi.Controller.Fabric;

/// <summary>
/// Lets many threads use the fabric's state machine: one lock around it, shares compiled before the lock is taken, effects carried out after it
/// is released. Any thread.
/// </summary>
internal sealed class FabricHub(TimeProvider time, ControllerCounters counters)
{
    private readonly Lock _lock = new();
    private readonly FabricMachine _machine = new(time, counters);
    private readonly Dictionary<long, IHostLink> _links = [];

    /// <summary>Where reports and events go; to be set before the first stream.</summary>
    public IFabricSink? Sink { get; set; }

    /// <summary>Takes up an inventory whose former state is not known here: every share is compiled.</summary>
    public void Restart(Guid fabricId, InventorySnapshot snapshot)
    {
        Dictionary<Guid, HostShare> shares = snapshot.Hosts.Keys.ToDictionary(id => id, id => ShareCompiler.Compile(snapshot, id));
        Run(() => _machine.Update(fabricId, snapshot, shares));
    }

    /// <summary>Takes up the next inventory. To be called in the order of revisions.</summary>
    public void Update(InventorySnapshot before, InventorySnapshot after, ImmutableArray<ObjectChange> changes)
    {
        Dictionary<Guid, HostShare> shares = ShareCompiler.AffectedHosts(before, after, changes)
            .ToDictionary(id => id, id => ShareCompiler.Compile(after, id));
        Run(() => _machine.Update(_machine.FabricId, after, shares));
    }

    /// <summary>A host's stream begins; its certificate has been verified. The stream's number, or 0 and why it is refused.</summary>
    public (long Stream, string Refusal) Open(HostIdentity identity, IHostLink link)
    {
        List<FabricEffect> effects = [];
        (long Stream, string Refusal) opened;
        List<Action> actions;
        lock (_lock)
        {
            opened = _machine.Open(identity, effects);
            actions = Resolve(effects);
            if (opened.Stream != 0)
            {
                _links[opened.Stream] = link;
            }
        }

        actions.ForEach(action => action());
        return opened;
    }

    public void Receive(long stream, HostMessage message) => Run(() => _machine.Receive(stream, message));

    /// <summary>The stream has ended. To be called once for each one opened.</summary>
    public void Close(long stream) => Run(() =>
    {
        _links.Remove(stream);
        return _machine.Close(stream);
    });

    /// <summary>See <see cref="FabricMachine.Next"/>.</summary>
    public ControllerMessage? Next(long stream)
    {
        ControllerMessage? message;
        lock (_lock)
        {
            message = _machine.Next(stream);
        }

        switch (message?.BodyCase)
        {
            case ControllerMessage.BodyOneofCase.FullSync:
                counters.Add(ControllerCounter.FullSyncsSent);
                break;
            case ControllerMessage.BodyOneofCase.Delta:
                counters.Add(ControllerCounter.DeltasSent);
                break;
        }

        return message;
    }

    /// <summary>To be called each second.</summary>
    public void Tick() => Run(_machine.Tick);

    public HostRuntime? FindHostRuntime(Guid id)
    {
        lock (_lock)
        {
            return _machine.Hosts.GetValueOrDefault(id) is { Reports.LastSeen: not null } host ? RuntimeOf(host) : null;
        }
    }

    public PortRuntime? FindPortRuntime(Guid id)
    {
        lock (_lock)
        {
            return HostOf(id) is { } host && host.Reports.FindPort(id) is { } runtime ? Dated(runtime, host) : null;
        }
    }

    /// <summary>Hosts that are away do not follow groups for anybody who asks here.</summary>
    public IReadOnlyList<HostGroups> FindGroups(Guid switchId)
    {
        lock (_lock)
        {
            return [.. _machine.Hosts.Where(host => host.Value.Connected).SelectMany(host =>
                host.Value.Reports.SnoopedVlans.Where(vlan => vlan.SwitchId == switchId).Select(vlan => new HostGroups(host.Key, vlan)))];
        }
    }

    public PortStatistics? FindStatistics(Guid id)
    {
        lock (_lock)
        {
            return HostOf(id)?.Reports.FindStatistics(id);
        }
    }

    public ValueList<IoUplinkRuntime> FindIo(Guid host)
    {
        lock (_lock)
        {
            return _machine.Hosts.GetValueOrDefault(host)?.Reports.Io ?? [];
        }
    }

    public RuleHits? FindRuleHits(Guid id)
    {
        lock (_lock)
        {
            return HostOf(id)?.Reports.FindRuleHits(id);
        }
    }

    public IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId)
    {
        lock (_lock)
        {
            return [.. _machine.Hosts.Values.Select(host => host.Reports.FindUplinkRuleHits(switchId)).OfType<RuleHits>()];
        }
    }

    public RevisionStatus GetRevisionStatus(long revision)
    {
        lock (_lock)
        {
            return new RevisionStatus(revision, [.. _machine.Hosts.Values
                .Select(host => RevisionReport.For(host, revision, _machine.Snapshot))
                .OrderBy(status => status.Host, StringComparer.Ordinal)]);
        }
    }

    /// <summary>See <see cref="FabricMachine.Retry"/>.</summary>
    public string? Retry(Guid host)
    {
        string? refusal = null;
        Run(() =>
        {
            List<FabricEffect> effects = [];
            refusal = _machine.Retry(host, effects);
            return effects;
        });
        return refusal;
    }

    private static HostRuntime RuntimeOf(HostMachine host) => new()
    {
        Connected = host.Connected,
        LastSeen = host.Reports.LastSeen,
        AgentVersion = host.Reports.AgentVersion,
        SwitchVersion = host.Reports.SwitchVersion,
        SwitchRunning = host.Reports.SwitchRunning ?? false,
        AcknowledgedRevision = host.Progress.Acknowledged,
        Nics = host.Reports.Nics,
        Lags = host.Reports.Lags,
        Workers = host.Connected ? host.Reports.Workers : [],
        Rollback = host.Reports.Rollback,
        Rollbacks = host.Reports.Rollbacks,
        ControllerPath = host.Reports.ControllerPath,
        StandardSwitches = host.Reports.StandardSwitches,
    };

    /// <summary>What a host that is away said last stays, but nobody can vouch for it now.</summary>
    private static PortRuntime Dated(PortRuntime runtime, HostMachine host) => host.Connected
        ? runtime
        : runtime with { State = Musubi.Model.Services.ObjectState.Pending, Reason = $"host {host.Config.Name} is not connected; this is what it said last" };

    private HostMachine? HostOf(Guid port) =>
        _machine.Snapshot.Ports.GetValueOrDefault(port) is { Connection: { } connection }
            ? _machine.Hosts.GetValueOrDefault(connection.HostId)
            : null;

    private void Run(Func<IReadOnlyList<FabricEffect>> step)
    {
        List<Action> actions;
        lock (_lock)
        {
            actions = Resolve(step());
        }

        actions.ForEach(action => action());
    }

    /// <summary>Binds effects to the streams as they are now; what comes out is called without the lock.</summary>
    private List<Action> Resolve(IReadOnlyList<FabricEffect> effects)
    {
        List<Action> actions = new(effects.Count);
        foreach (FabricEffect effect in effects)
        {
            switch (effect)
            {
                case FabricEffect.Wake wake when _links.TryGetValue(wake.Stream, out IHostLink? link):
                    actions.Add(link.Wake);
                    break;
                case FabricEffect.End end when _links.TryGetValue(end.Stream, out IHostLink? link):
                    actions.Add(() => link.End(end.Why, end.Reason));
                    break;
                case FabricEffect.Report report:
                    actions.Add(() => Sink?.Report(report));
                    break;
                case FabricEffect.Record record:
                    actions.Add(() => Sink?.Record(record.Event));
                    break;
            }
        }

        return actions;
    }
}
