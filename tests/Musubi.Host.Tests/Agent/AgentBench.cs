using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Kernel;
using Musubi.Host.State;
using Musubi.Host.Tests.Kernel;
using Musubi.Host.Tests.State;
using Musubi.Io.Native;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>An agent on a simulated disk, kernel and clock, with a data plane and a controller that only listen.</summary>
internal sealed class AgentBench
{
    public static readonly Guid HostId = Guid.Parse("00000000-0000-0000-0000-0000000000aa");

    public AgentBench(SimulatedDisk? disk = null, FakeKernel? kernel = null, TimeSpan? patience = null)
    {
        Disk = disk ?? new SimulatedDisk();
        Kernel = kernel ?? new FakeKernel();
        StateStore store = new(Disk);
        State = new StateHolder(store, store.Load()?.State ?? new HostState { HostId = HostId, HostName = "h1" });
        Events = new EventLog(Clock);
        Core = new AgentCore(Kernel, Switch, Fabric, State, new AddressBook(new AddressStore(Disk), Events, Clock), Events, Clock, new SeededIds(), patience ?? TimeSpan.FromSeconds(30));
    }

    public FakeTimeProvider Clock { get; } = new();

    public SimulatedDisk Disk { get; }

    public FakeKernel Kernel { get; }

    public RecordingSwitch Switch { get; } = new();

    public RecordingFabric Fabric { get; } = new();

    public StateHolder State { get; }

    public EventLog Events { get; }

    public AgentCore Core { get; }

    public IEnumerable<string> Reasons => Events.Query(new EventQuery { Limit = 1000 }).Select(record => record.Reason);

    /// <summary>A data plane without a plan answers.</summary>
    public void ConnectFreshSwitch() => Core.Handle(new SwitchConnected(new SwitchWelcome { ProtocolVersion = 1, BootId = "boot", SwitchVersion = "1" }));

    public void Tick(bool deep = true)
    {
        Clock.Advance(TimeSpan.FromSeconds(5));
        Core.Handle(new Tick(deep));
    }

    /// <summary>The data plane says that the last plan is live.</summary>
    public void ApplyLastPlan()
    {
        SwitchPlan plan = Switch.Plans.Last();
        PlanApplied applied = new() { Generation = plan.Generation };
        applied.Ports.AddRange(plan.Ports.Select(port => new PortResult { PortId = port.Id, Incarnation = port.Incarnation, State = PortState.Running }));
        Core.Handle(new SwitchSpoke(new SwitchMessage { PlanApplied = applied }, []));
    }

    public EditResult Execute(InventoryCommand command)
    {
        TaskCompletionSource<EditResult> done = new();
        Core.Handle(new LocalCommand(command, new Caller("tester"), false, done));
        Assert.True(done.Task.IsCompleted);
        return done.Task.GetAwaiter().GetResult();
    }

    public void AddNic(string name, int index, params string[] addresses) => Kernel.Nics.Add(new NicFact
    {
        Id = $"pci:0000:0{index}:00.0",
        Name = name,
        Index = index,
        Mtu = 1500,
        Addresses = [.. addresses],
    });

    /// <summary>A standard switch with one uplink, a port group, and a VM in a namespace.</summary>
    public void MakeStandardSwitch()
    {
        AddNic("eth1", 1);
        Kernel.Namespaces.Add("vm1");
        Succeed(Commands.CreateSwitch("vs0", "h1", "eth1"));
        Succeed(Commands.CreatePortGroup("lan", "vs0"));
        Succeed(Commands.ConnectVnic("vm1", "lan", new NamespaceAttachment("vm1", "eth0")));
    }

    public void Succeed(InventoryCommand command)
    {
        EditResult result = Execute(command);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors.Select(error => $"{error.Field}: {error.Rule} ({error.Value})")));
    }

    public static FileDescriptor NewDescriptor() => FakeKernel.NewDescriptor();
}
