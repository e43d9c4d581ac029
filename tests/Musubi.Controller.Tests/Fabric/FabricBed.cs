using Microsoft.Extensions.Time.Testing;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Controller.Inventory;
using Musubi.Controller.Store;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>A controller without sockets, in virtual time, over a store that outlives it.</summary>
internal sealed class FabricBed : IDisposable
{
    private readonly SeededIds _ids;

    private FabricBed(IStore store, int seed)
    {
        Store = store;
        _ids = new SeededIds(seed);
    }

    public static Caller Caller { get; } = new("token test");

    public IStore Store { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public FabricHub Hub { get; private set; } = null!;

    public InventoryService Inventory { get; private set; } = null!;

    public InventoryFeed Feed { get; private set; } = null!;

    public ControllerCounters Counters { get; } = new();

    public SeededIds Ids => _ids;

    public static async Task<FabricBed> MakeAsync(IStore? store = null, int seed = 1)
    {
        FabricBed bed = new(store ?? new MemoryStore(), seed);
        await bed.RestartAsync();
        return bed;
    }

    /// <summary>The controller dies and another begins on the same store.</summary>
    public async Task RestartAsync()
    {
        Inventory?.Dispose();
        Hub = new FabricHub(Time, Counters);
        Inventory = await InventoryService.OpenAsync(Store, Time, _ids, Hub, Counters);
        Feed = new InventoryFeed(Inventory, Counters);
        Hub.Sink = Feed;
    }

    public async Task<EditResult> DoAsync(InventoryCommand command)
    {
        EditResult result = await Inventory.ExecuteAsync(command, Caller, dryRun: false, TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        return result;
    }

    /// <summary>A switch "dvs" over hosts h0…, with port groups "web" (VLAN 10) and "db" (VLAN 20).</summary>
    public async Task<SimulatedHost[]> BuildAsync(int hosts)
    {
        SimulatedHost[] made = [.. Enumerable.Range(0, hosts).Select(number => new SimulatedHost(_ids.NewId(), $"h{number}"))];
        foreach (SimulatedHost host in made)
        {
            await DoAsync(host.Admission);
        }

        await DoAsync(new CreateSwitch(new SwitchSpec
        {
            Name = "dvs",
            Hosts = [.. made.Select(host => new MemberSpec(host.Name, [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")]))],
        }));
        await DoAsync(new CreatePortGroup(Group("web", 10) with { Switch = "dvs" }));
        await DoAsync(new CreatePortGroup(Group("db", 20) with { Switch = "dvs" }));
        return made;
    }

    public static PortGroupSpec Group(string name, int vlan) => new()
    {
        Name = name,
        Policy = new PolicySpec { Vlan = new Setting<VlanConfig?>(VlanConfig.Access(vlan)) },
    };

    public static InventoryCommand Vlan(string portGroup, int vlan) => new UpdatePortGroup(portGroup, null, Group(portGroup, vlan) with { Name = null });

    /// <summary>Gives a port group as many rules; the same number gives the same rules.</summary>
    public static InventoryCommand Rules(string portGroup, int count) => new UpdatePortGroup(portGroup, null, new PortGroupSpec { Policy = new PolicySpec { Filtering = Filtering(count) } });

    /// <summary>The same between the switch's uplinks and the wire.</summary>
    public static InventoryCommand UplinkRules(int count) => new UpdateSwitch("dvs", null, new SwitchSpec { UplinkFiltering = Filtering(count) });

    private static FilteringSpec Filtering(int count) => new(new Setting<bool?>(true), new Setting<ValueList<FilterRule>?>([.. Enumerable.Range(1, count).Select(number =>
        new FilterRule { Name = $"rule {number}", Action = FilterAction.Drop, Match = new FilterMatch { Vlan = new NumberMatch(number, number, false) } })]));

    public static InventoryCommand Attach(string vm, string host, string portGroup = "web") => new ConnectVnic(new VnicSpec
    {
        Vm = vm,
        Host = host,
        PortGroup = portGroup,
        Attachment = new NamespaceAttachment(vm, "eth0"),
    });

    public static InventoryCommand Detach(string vm) => new DisconnectVnic(vm, "nic0", null);

    /// <summary>What the host is to run at the newest revision.</summary>
    public Contracts.Fabric.HostShare Wanted(SimulatedHost host) =>
        ShareMessages.From(ShareCompiler.Compile(Inventory.Current, host.Id));

    public HostRevisionStatus StatusOf(SimulatedHost host, long revision) =>
        Inventory.GetRevisionStatus(revision).Hosts.Single(status => status.HostId == host.Id);

    public void Dispose() => Inventory.Dispose();
}
