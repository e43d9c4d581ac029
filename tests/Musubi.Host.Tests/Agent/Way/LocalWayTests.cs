using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.State;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;
using HostAdapterAttachment = Musubi.Model.Config.HostAdapterAttachment;
using HostShare = Musubi.Model.Share.HostShare;
using NamespaceAttachment = Musubi.Model.Config.NamespaceAttachment;
using SharePort = Musubi.Model.Share.SharePort;
using ShareSwitch = Musubi.Model.Share.ShareSwitch;

namespace Musubi.Host.Tests.Agent.Way;

/// <summary>A host that reaches its controller by an adapter of a standard switch; and its move to a distributed one.</summary>
public sealed class LocalWayTests
{
    [Fact]
    public void A_change_on_the_host_itself_that_cuts_it_off_is_undone_as_a_new_revision()
    {
        WayBench bench = Settle();
        long before = bench.State.Local.Revision;
        bench.Agent.Succeed(new UpdateMember("vs0", "h1", [new UplinkSpec("Uplink 1", "eth2")], null));
        Assert.NotNull(bench.State.Trial);
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        Assert.Equal([1], bench.UplinkInterfaces);
        Assert.True(bench.State.Local.Revision > before + 1);
        Assert.Equal(bench.State.Local.Revision, bench.State.Local.Switches.Values.Single().Revision);
        Assert.Null(bench.State.Undone);
    }

    [Fact]
    public void What_people_did_meanwhile_that_has_no_part_in_it_stays()
    {
        WayBench bench = Settle();
        bench.Agent.Succeed(new UpdateMember("vs0", "h1", [new UplinkSpec("Uplink 1", "eth2")], null));
        bench.Agent.Kernel.Namespaces.Add("vm2");
        bench.Agent.Succeed(Commands.ConnectVnic("vm2", "lan", new NamespaceAttachment("vm2", "eth0")));
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        Assert.Contains(bench.State.Local.Ports.Values, port => port.Connection?.Vm == "vm2");
    }

    [Fact]
    public void A_vm_that_is_attached_or_detached_arms_nothing()
    {
        WayBench bench = Settle();
        bench.Agent.Succeed(Commands.DisconnectVnic("vm1"));
        Assert.Null(bench.State.Trial);
    }

    [Fact]
    public void Nic_adapter_and_vm_move_to_the_distributed_switch_in_one_plan_and_keep_their_interfaces()
    {
        WayBench bench = Settle();
        int taps = bench.Agent.Kernel.Count("tap");
        int plans = bench.Agent.Switch.Plans.Count();
        bench.Receive(8, Moved(bench));
        Assert.Equal(plans + 1, bench.Agent.Switch.Plans.Count());
        Assert.Equal(taps, bench.Agent.Kernel.Count("tap"));
        Assert.Equal(0, bench.Agent.Kernel.Count("delete") + bench.Agent.Kernel.Count("release") + bench.Agent.Kernel.Count("restore"));
        Assert.Equal([1], bench.UplinkInterfaces);
        Assert.Equal(3, bench.Planned.Count());
        Assert.DoesNotContain(bench.State.Local.Ports.Values, port => port.Connection is not null);
        Assert.Empty(bench.State.Local.Switches.Values.Single().Members.Single().Uplinks);
        bench.Agent.ApplyLastPlan();
        bench.Answer();
        Assert.Null(bench.State.Trial);
        Assert.Empty(bench.Status.StandardSwitches.Single().PortGroups.SelectMany(group => group.Ports));
        Assert.Equal(["NIC eth1", "adapter vmk0", "vnic vm1/nic0"],
            bench.Agent.Events.Query(new Model.Services.EventQuery { Reason = "standard.given-up" }).Select(record => record.Object).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_move_that_cuts_the_host_off_is_undone_on_both_switches_and_may_be_tried_again()
    {
        WayBench bench = Settle();
        HostShare moved = Moved(bench);
        bench.Receive(8, moved);
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        Assert.Contains(bench.State.Local.Ports.Values, port => port.Connection?.Vm == "vm1");
        Assert.Equal("eth1", bench.State.Local.Switches.Values.Single().Members.Single().Uplinks.Single().NicName);
        Assert.Contains(bench.State.Local.Ports.Values, port => port.Connection?.Vnic == "vmk0");
        Assert.Empty(bench.State.FabricShare.Ports);
        bench.Connect();
        bench.Receive(8, moved);
        Assert.Contains(bench.State.Local.Ports.Values, port => port.Connection?.Vnic == "vmk0");
        Assert.Equal(0, bench.Agent.Kernel.Count("restore"));
        TaskCompletionSource<string?> refused = new();
        bench.Agent.Core.Handle(new Host.Agent.Messages.RetryAsked("tester", refused));
        Assert.DoesNotContain(bench.State.Local.Ports.Values, port => port.Connection is not null);
    }

    [Fact]
    public void Of_a_standard_switch_only_what_is_named_is_taken()
    {
        WayBench bench = Settle();
        HostShare moved = Moved(bench);
        bench.Agent.Succeed(Commands.DisconnectVnic("vm1"));
        bench.Agent.Kernel.Namespaces.Add("vm2");
        bench.Agent.Succeed(Commands.ConnectVnic("vm2", "lan", new NamespaceAttachment("vm2", "eth0")));
        bench.Receive(8, moved);
        Assert.Contains(bench.State.Local.Ports.Values, port => port.Connection?.Vm == "vm2");
    }

    [Fact]
    public void Standard_switches_are_told_to_the_controller()
    {
        WayBench bench = Settle();
        StandardSwitchReport told = bench.Status.StandardSwitches.Single();
        Assert.Equal(("vs0", "pci:0000:01:00.0"), (told.Name, told.Uplinks.Single().Nic));
        StandardPortReport[] ports = [.. told.PortGroups.Single().Ports];
        Assert.Equal(["vmk0", "vm1"], ports.Select(port => port.Connection.Vm.Length > 0 ? port.Connection.Vm : port.Connection.Vnic).OrderDescending());
        Assert.Equal("vmk0", bench.Status.ControllerPath.Adapter);
    }

    /// <summary>vs0 with eth1 has the adapter vmk0, by which the controller is reached, and vm1; the fabric wants nothing yet.</summary>
    private static WayBench Settle()
    {
        WayBench bench = new();
        bench.Agent.Succeed(Commands.CreateSwitch("vs0", "h1", "eth1"));
        bench.Agent.Succeed(Commands.CreatePortGroup("lan", "vs0"));
        bench.Agent.Succeed(new ConnectAdapter(new AdapterSpec { Name = "vmk0", PortGroup = "lan", Addresses = ["192.0.2.10/24"] }, null));
        bench.Agent.Succeed(Commands.ConnectVnic("vm1", "lan", new NamespaceAttachment("vm1", "eth0")));
        bench.Settle(HostShare.Empty);
        return bench;
    }

    /// <summary>The whole of vs0 on prod.</summary>
    private static HostShare Moved(WayBench bench)
    {
        HostShare share = WayBench.Share(first: 1, second: 0);
        PortConfig adapter = bench.State.Local.Ports.Values.Single(port => port.Connection?.Vnic == "vmk0");
        PortConfig vm = bench.State.Local.Ports.Values.Single(port => port.Connection?.Vm == "vm1");
        ShareSwitch owner = share.Switches[WayBench.Owner];
        return share with
        {
            Switches = share.Switches.SetItem(owner.Id, owner with { Uplinks = [owner.Uplinks[0] with { TakesFrom = bench.State.Local.Switches.Keys.Single() }, owner.Uplinks[1]] }),
            Ports = share.Ports.SetItem(WayBench.Adapter, Take(share.Ports[WayBench.Adapter], adapter)).SetItem(WayBench.Vnic, Take(share.Ports[WayBench.Vnic], vm)),
        };
    }

    private static SharePort Take(SharePort port, PortConfig from) => port with { TakesFrom = from.Id, Connection = port.Connection with { Mac = from.Connection!.Mac } };
}
