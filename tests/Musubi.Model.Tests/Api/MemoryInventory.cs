using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Model.Tests.Api;

/// <summary>An inventory in memory, for testing the routes over it.</summary>
internal sealed class MemoryInventory : IInventoryService
{
    private readonly TestFabric _fabric;
    private readonly List<EventRecord> _events = [];
    private readonly Channel<WatchMessage> _changes = Channel.CreateBounded<WatchMessage>(100);

    public MemoryInventory(TestFabric fabric)
    {
        _fabric = fabric;
        Current = fabric.Snapshot;
    }

    public SwitchKind Kind => _fabric.Context.Kind;

    public Guid? LocalHostId => _fabric.Context.LocalHostId;

    public InventorySnapshot Current { get; private set; }

    public bool IsUnavailable { get; set; }

    public Task<EditResult> ExecuteAsync(InventoryCommand command, Caller caller, bool dryRun, CancellationToken cancellation)
    {
        if (IsUnavailable)
        {
            throw new InventoryUnavailableException("the disk is full");
        }

        InventoryCommand informed = command is MigrateHosts migrate ? migrate with { Facts = Current.Hosts.Keys.ToImmutableDictionary(id => id, id => FindHostRuntime(id)!) } : command;
        EditResult result = InventoryEditor.Edit(Current, informed, _fabric.Context);
        if (result.Succeeded && !dryRun && result.Changes.Length > 0)
        {
            Current = result.Snapshot;
            _events.AddRange(EventComposer.Compose(result, caller, DateTimeOffset.UnixEpoch));
            Assert.True(_changes.Writer.TryWrite(new WatchMessage { Revision = Current.Revision, Changes = result.Changes }));
        }

        return Task.FromResult(result);
    }

    public Task<IReadOnlyList<EventRecord>> QueryEventsAsync(EventQuery query, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<EventRecord>>([.. _events.Where(query.Matches).Take(query.Limit)]);

    public async IAsyncEnumerable<WatchMessage> WatchAsync(long fromRevision, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (WatchMessage message in _changes.Reader.ReadAllAsync(cancellation))
        {
            if (message.Revision > fromRevision)
            {
                yield return message;
            }
        }
    }

    public PortRuntime? FindPortRuntime(Guid portId) => new()
    {
        State = ObjectState.Done,
        LinkUp = true,
        PinnedUplink = "Uplink 1",
        EffectiveMac = new MacAddress(0x0200_0000_0001),
    };

    private static NeighbourRuntime Neighbour { get; } = new()
    {
        Protocol = DiscoveryProtocol.Lldp,
        ChassisId = "02:00:00:00:00:01",
        PortId = "Gi1/0/1",
        SystemName = "sw1",
        NativeVlan = 1,
        Vlans = [new NeighbourVlan(10, "web"), new NeighbourVlan(20, "")],
        MaxFrameBytes = 9238,
        Aggregated = true,
        AggregationPort = 7,
        TtlSeconds = 120,
    };

    public List<HostGroups> Groups { get; } = [];

    public IReadOnlyList<HostGroups> FindGroups(Guid switchId) => [.. Groups.Where(one => one.Vlan.SwitchId == switchId)];

    public ValueList<IoUplinkRuntime> FindIo(Guid hostId) =>
    [
        .. Current.Switches.Values.Select(owner => new IoUplinkRuntime
        {
            SwitchId = owner.Id,
            Uplink = "Uplink 1",
            Classes =
            [
                new IoClassRuntime { Kind = IoClassKind.All, Frames = 7, Bytes = 700 },
                new IoClassRuntime { Kind = IoClassKind.Traffic, Name = "virtualMachine", Frames = 7, Bytes = 700, DroppedFrames = 2 },
                .. Current.Ports.Values.Where(port => port.Connection?.HostId == hostId)
                    .Select(port => new IoClassRuntime { Kind = IoClassKind.Port, Name = port.Id.ToString(), Frames = 7, Bytes = 700, DroppedFrames = 2, HeldFrames = 1 }),
            ],
        }),
    ];

    /// <summary>Of each host.</summary>
    public Model.ValueList<StandardSwitch> StandardSwitches { get; set; } = [];

    public HostRollback? Rollback { get; set; }

    public HostRuntime? FindHostRuntime(Guid hostId) => new()
    {
        Connected = true,
        StandardSwitches = StandardSwitches,
        Rollback = Rollback,
        ControllerPath = new ControllerPath { Interface = "vmk0", Address = "192.0.2.10", Adapter = "vmk0", Nics = ["pci:1"] },
        AcknowledgedRevision = 1,
        Nics = [new NicRuntime { Id = "pci:1", Name = "u1", LinkUp = true, Mac = "02:00:00:00:00:aa", Neighbours = [Neighbour], MoreNeighbours = 3 }],
        Lags =
        [
            .. Current.Switches.Values.SelectMany(owner => owner.Lags, (owner, lag) => new LagRuntime
            {
                SwitchId = owner.Id,
                Name = lag.Name,
                Partner = new LacpPartner(new MacAddress(0x0200_0000_00aa), 32768, 7),
                Members =
                [
                    new LagMemberRuntime
                    {
                        Uplink = lag.Uplinks[0],
                        State = LagMemberState.Distributing,
                        ActorState = 0x3f,
                        ActorPort = 1,
                        Partner = new LacpPartner(new MacAddress(0x0200_0000_00aa), 32768, 7),
                        PartnerPort = 12,
                        PartnerState = 0x3d,
                        Joins = 2,
                    },
                ],
            }),
        ],
    };

    public RuleHits? FindRuleHits(Guid portId) => new(1, DateTimeOffset.UnixEpoch, ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal).Add("no-ssh", 5));

    public IReadOnlyList<RuleHits> FindUplinkRuleHits(Guid switchId) =>
        [new RuleHits(2, DateTimeOffset.UnixEpoch, ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal).Add("no-telnet", 3)), new RuleHits(1, DateTimeOffset.UnixEpoch, ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal).Add("no-telnet", 4))];

    public Task<PortStatistics?> ReadStatisticsAsync(Guid portId, CancellationToken cancellation) =>
        Task.FromResult<PortStatistics?>(new PortStatistics
        {
            PortId = portId,
            Incarnation = 1,
            Counters = ImmutableSortedDictionary<string, ulong>.Empty.Add("rx-frames", ulong.MaxValue),
        });

    public Task<string?> RetryHostAsync(Guid hostId, Caller caller, CancellationToken cancellation) => Task.FromResult(Rollback is null ? "holds nothing back: no change is undone there" : null);

    public RevisionStatus GetRevisionStatus(long revision) => new(revision,
        [new HostRevisionStatus { HostId = Guid.Empty, Host = "h1", State = ObjectState.Pending, Reason = "not connected" }]);
}
