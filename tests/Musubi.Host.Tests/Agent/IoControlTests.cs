using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Fabric;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>What the controller says of I/O control becomes a plan, and what the data plane says of it is told on.</summary>
public sealed class IoControlTests
{
    private const string SwitchId = "00000000-0000-0000-0000-0000000000d1";
    private const string PortId = "00000000-0000-0000-0000-0000000000f1";

    private readonly AgentBench _bench = new();

    public IoControlTests()
    {
        _bench.AddNic("eth1", 1);
        _bench.Kernel.Namespaces.Add("vm1");
        _bench.ConnectFreshSwitch();
    }

    [Fact]
    public void A_share_becomes_a_plan()
    {
        SwitchPlan plan = Receive(new ShareIoControl
        {
            Traffic = { new ShareIoTraffic { Type = "vmotion", Allocation = new ShareIoAllocation { Shares = 25, LimitBitsPerSecond = 2_000_000_000 } } },
            Pools = { new ShareIoPool { Name = "gold", LimitBitsPerSecond = 1_000_000_000 } },
        });

        IoControl control = plan.Switches.Single().IoControl;
        Assert.Equal(10, control.Traffic.Count);
        Assert.Equal(new IoTraffic { Type = TrafficType.Vmotion, Shares = 25, LimitBitsPerSecond = 2_000_000_000 }, control.Traffic.Single(one => one.Type == TrafficType.Vmotion));
        Assert.Equal(new IoTraffic { Type = TrafficType.VirtualMachine, Shares = 100 }, control.Traffic.Single(one => one.Type == TrafficType.VirtualMachine));
        Assert.Equal([new IoPool { Name = "gold", Shares = 50, LimitBitsPerSecond = 1_000_000_000 }], control.Pools);
        Assert.Equal(
            new IoAllocation { Shares = 75, ReservationBitsPerSecond = 8_000_000, LimitBitsPerSecond = 9_000_000, Pool = "gold" },
            plan.Ports.Single(port => port.Vnic is not null).Vnic.IoAllocation);
    }

    [Fact]
    public void Without_it_a_plan_says_nothing_of_it()
    {
        SwitchPlan plan = Receive(null);
        Assert.Null(plan.Switches.Single().IoControl);
        Assert.Null(plan.Ports.Single(port => port.Vnic is not null).Vnic.IoAllocation);
    }

    [Fact]
    public void What_classes_had_is_told_to_the_controller()
    {
        SwitchPlan plan = Receive(new ShareIoControl());
        SwitchStatus status = new();
        PlannedPort uplink = plan.Ports.Single(port => port.Uplink is not null);
        status.Ports.Add(new PortStatus
        {
            PortId = uplink.Id,
            Incarnation = uplink.Incarnation,
            IoClasses =
            {
                new IoClassStatus { Kind = IoClassStatus.Types.Kind.Traffic, TrafficType = TrafficType.FaultTolerance, Frames = 5, Bytes = 500, DelayedFrames = 4, DroppedFrames = 3, HeldFrames = 2, HeldBytes = 1 },
                new IoClassStatus { Kind = IoClassStatus.Types.Kind.Port, PortId = PortId, Frames = 9 },
            },
        });
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = status }, []));

        IoUplinkRuntime told = Assert.Single(_bench.Core.View.Io);
        Assert.Equal((Guid.Parse(SwitchId), "Uplink 1", 10_000_000), (told.SwitchId, told.Uplink, told.CapacityBitsPerSecond));
        Assert.Equal(
            [
                new IoClassRuntime { Kind = IoClassKind.Traffic, Name = "faultTolerance", Frames = 5, Bytes = 500, DelayedFrames = 4, DroppedFrames = 3, HeldFrames = 2, HeldBytes = 1 },
                new IoClassRuntime { Kind = IoClassKind.Port, Name = PortId, Frames = 9 },
            ],
            told.Classes);
    }

    private SwitchPlan Receive(ShareIoControl? control)
    {
        HostShare share = new();
        share.Switches.Add(new ShareSwitch
        {
            Id = SwitchId,
            Name = "dvs",
            Mtu = 1500,
            IoControl = control,
            Uplinks = { new ShareUplink { Name = "Uplink 1", Nic = "pci:0000:01:00.0", CapacityBitsPerSecond = 10_000_000 } },
        });
        share.Ports.Add(new SharePort
        {
            Id = PortId,
            Incarnation = 1,
            SwitchId = SwitchId,
            Number = 1,
            PortGroup = "web",
            IoPool = "gold",
            IoAllocation = new ShareIoAllocation { Shares = 75, ReservationBitsPerSecond = 8_000_000, LimitBitsPerSecond = 9_000_000 },
            Policy = new SharePolicy
            {
                Vlan = new ShareVlan { Mode = ShareVlan.Types.Mode.None },
                Teaming = new ShareTeaming { Policy = ShareTeaming.Types.Policy.PortId, Active = { "Uplink 1" } },
            },
            Connection = new ShareConnection
            {
                Vm = "vm1",
                Vnic = "nic0",
                Mac = "02:00:00:00:00:01",
                Namespace = new NamespaceAttachment { Namespace = "vm1", Interface = "eth0" },
            },
        });
        TaskCompletionSource<string?> refused = new();
        _bench.Core.Handle(new ShareArrived(7, null, ShareReader.Read(share, AgentBench.HostId), null, refused));
        Assert.Null(refused.Task.GetAwaiter().GetResult());
        return _bench.Switch.Plans.Last();
    }
}
