using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Host.Tests.Kernel;
using Musubi.Host.Tests.State;
using Musubi.Io.Native;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Host.Tests.Agent;

public sealed class AgentCoreTests
{
    [Fact]
    public void A_standard_switch_runs_with_no_controller_anywhere()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        SwitchPlan plan = bench.Switch.Plans.Last();
        Assert.Equal(2, plan.Ports.Count);
        Assert.Contains(plan.Ports, port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);
        Assert.Equal(2, bench.Switch.Offered.Select(label => label.PortId).Distinct().Count());
        bench.ApplyLastPlan();
        Assert.Equal(bench.State.Current.Local.Revision, bench.Core.View.AppliedLocal);
    }

    [Fact]
    public void A_change_is_not_done_before_the_data_plane_says_that_it_is_live()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        Assert.True(bench.Core.View.AppliedLocal < bench.State.Current.Local.Revision);
        bench.ApplyLastPlan();
        Assert.Equal(bench.State.Current.Local.Revision, bench.Core.View.AppliedLocal);
    }

    [Fact]
    public void An_unchanged_plan_is_not_sent_again()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.ApplyLastPlan();
        int sent = bench.Switch.Plans.Count();
        bench.Tick();
        bench.Tick();
        Assert.Equal(sent, bench.Switch.Plans.Count());
    }

    [Fact]
    public void A_restarted_data_plane_gets_every_descriptor_and_the_plan_without_any_interface_being_made_anew()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.ApplyLastPlan();
        int made = bench.Kernel.Count("tap") + bench.Kernel.Count("packet") + bench.Kernel.Count("uplink");
        bench.Core.Handle(new SwitchLost("killed"));
        bench.Switch.Messages.Clear();
        bench.ConnectFreshSwitch();
        Assert.Equal(2, bench.Switch.Offered.Count());
        Assert.Equal(2, bench.Switch.Plans.Single().Ports.Count);
        Assert.Equal(made, bench.Kernel.Count("tap") + bench.Kernel.Count("packet") + bench.Kernel.Count("uplink"));
    }

    [Fact]
    public void A_restarted_agent_adopts_the_running_data_plane_and_makes_nothing_anew()
    {
        AgentBench first = new();
        first.ConnectFreshSwitch();
        first.MakeStandardSwitch();
        SwitchPlan running = first.Switch.Plans.Last();
        PlannedPort vnic = running.Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Vnic);
        first.Kernel.Calls.Clear();

        AgentBench second = new(first.Disk, first.Kernel);
        second.Core.Handle(new SwitchConnected(new SwitchWelcome { ProtocolVersion = 1, BootId = "boot", Generation = 9 }));
        Assert.Empty(second.Kernel.Calls);
        DescriptorOffer held = new();
        held.Labels.Add(new DescriptorLabel { PortId = vnic.Id, Incarnation = vnic.Incarnation });
        FileDescriptor adopted = AgentBench.NewDescriptor();
        second.Core.Handle(new SwitchSpoke(new SwitchMessage { Descriptors = held }, [adopted]));
        Assert.Equal(0, second.Kernel.Count("tap"));
        Assert.False(adopted.IsClosed);
        SwitchPlan plan = second.Switch.Plans.Last();
        Assert.True(plan.Generation > 9);
        Assert.DoesNotContain(second.Switch.Offered, label => label.PortId == vnic.Id);
    }

    [Fact]
    public void Without_a_data_plane_the_agent_waits_a_second_before_it_opens_interfaces_of_its_own()
    {
        AgentBench first = new();
        first.ConnectFreshSwitch();
        first.MakeStandardSwitch();
        first.Kernel.Calls.Clear();
        AgentBench second = new(first.Disk, first.Kernel);
        second.Core.Handle(new Tick(false));
        Assert.Equal(0, second.Kernel.Count("tap"));
        second.Tick();
        Assert.Equal(1, second.Kernel.Count("tap"));
    }

    [Fact]
    public void A_deleted_tap_is_made_anew_with_an_event()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.ApplyLastPlan();
        bench.Switch.Messages.Clear();
        bench.Kernel.KillTap(new TapPlace("vm1", "eth0"));
        bench.Tick();
        Assert.Equal(2, bench.Kernel.Count("tap"));
        Assert.Contains("drift.repaired", bench.Reasons);
        Assert.Single(bench.Switch.Offered);
        Assert.Single(bench.Switch.Plans);
    }

    [Fact]
    public void A_nic_that_refuses_the_switchs_mtu_is_not_taken_and_the_controller_hears_why()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.Core.Handle(new FabricLinkChanged(true, "test"));
        bench.AddNic("eth1", 1);
        bench.Kernel.LargestMtu = 1400;
        Assert.True(Arrive(bench, 7, null, Share("pci:0000:01:00.0")));
        bench.ApplyLastPlan();

        Guid owner = Assert.Single(bench.State.Current.FabricShare.Switches).Key;
        Contracts.Fabric.ObjectReport report = bench.Fabric.Acknowledgements.Last().Objects.Single(entry => entry.Id == owner.ToString());
        Assert.Equal(Contracts.Fabric.ObjectState.Error, report.State);
        Assert.Contains("Uplink 1: NIC eth1: mtu greater than device maximum", report.Reason, StringComparison.Ordinal);
        Assert.Equal(0, bench.Kernel.Count("uplink"));
    }

    [Fact]
    public void Uplinks_that_cannot_be_filled_are_told_to_the_controller_as_one_fault_of_their_switch()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.Core.Handle(new FabricLinkChanged(true, "test"));
        bench.AddNic("eth1", 1, "192.0.2.5/24");
        Assert.True(Arrive(bench, 7, null, Share("pci:0000:01:00.0", "pci:0000:02:00.0")));
        bench.ApplyLastPlan();

        Guid owner = Assert.Single(bench.State.Current.FabricShare.Switches).Key;
        Contracts.Fabric.ObjectReport report = bench.Fabric.Acknowledgements.Last().Objects.Single(entry => entry.Id == owner.ToString());
        Assert.Equal(Contracts.Fabric.ObjectState.Error, report.State);
        Assert.Contains("Uplink 1: NIC eth1 has the address 192.0.2.5/24", report.Reason, StringComparison.Ordinal);
        Assert.Contains("Uplink 2: NIC pci:0000:02:00.0 is gone", report.Reason, StringComparison.Ordinal);
        Assert.Equal(0, bench.Kernel.Count("packet"));
    }

    [Fact]
    public void A_nic_that_goes_and_comes_back_under_another_name_is_used_again()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        NicFact nic = bench.Kernel.Nics[0];
        bench.Kernel.Nics.Clear();
        bench.Tick();
        Assert.Contains("nic.gone", bench.Reasons);
        Assert.DoesNotContain(bench.Switch.Plans.Last().Ports, port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);
        bench.Kernel.Nics.Add(nic with { Name = "renamed0", Index = 9 });
        bench.Tick();
        Assert.Contains("nic.returned", bench.Reasons);
        PlannedPort uplink = bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);
        Assert.Equal(9, uplink.Attachment.PacketDevice.InterfaceIndex);
    }

    [Fact]
    public void A_vnic_that_moves_to_another_port_group_keeps_its_interface()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.Succeed(Commands.CreatePortGroup("dmz", "vs0"));
        string before = bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Vnic).Id;
        bench.Succeed(Commands.ConnectVnic("vm1", "dmz", new NamespaceAttachment("vm1", "eth0")));
        Assert.NotEqual(before, bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Vnic).Id);
        Assert.Equal(1, bench.Kernel.Count("tap"));
        Assert.Equal(0, bench.Kernel.Count("delete") + bench.Kernel.Count("release"));
        Assert.Single(bench.State.Current.MadeTaps);
    }

    [Fact]
    public void A_detached_vnic_leaves_no_interface_behind()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.Succeed(Commands.DisconnectVnic("vm1"));
        Assert.Equal(1, bench.Kernel.Count("delete eth0"));
        Assert.Empty(bench.State.Current.MadeTaps);
    }

    [Fact]
    public void A_port_whose_namespace_is_not_there_yet_is_pending_and_attaches_when_it_comes()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.Succeed(Commands.ConnectVnic("vm2", "lan", new NamespaceAttachment("vm2", "eth0")));
        Assert.Contains(bench.Core.View.Unfinished, problem => problem.Reason.Contains("namespace vm2", StringComparison.Ordinal));
        bench.Kernel.Namespaces.Add("vm2");
        bench.Tick();
        bench.ApplyLastPlan();
        Assert.Empty(bench.Core.View.Unfinished);
    }

    [Fact]
    public void A_full_disk_refuses_a_change_and_nothing_of_it_happens()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.AddNic("eth1", 1);
        bench.Tick();
        bench.Disk.Full = true;
        TaskCompletionSource<EditResult> done = new();
        bench.Core.Handle(new LocalCommand(Commands.CreateSwitch("vs0", "h1", "eth1"), new Caller("tester"), false, done));
        Assert.IsType<InventoryUnavailableException>(done.Task.Exception!.InnerException);
        Assert.Empty(bench.State.Current.Local.Switches);
        Assert.Equal(0, bench.Kernel.Count("packet"));
    }

    [Fact]
    public void A_share_is_on_disk_before_it_is_acknowledged_and_a_host_boots_from_it()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.Core.Handle(new FabricLinkChanged(true, "test"));
        bench.Kernel.Namespaces.Add("vm1");
        Assert.True(Arrive(bench, 7, null, Share()));
        Assert.Empty(bench.Fabric.Acknowledgements);
        bench.ApplyLastPlan();
        Assert.Equal(7UL, bench.Fabric.Acknowledgements.Last().Revision);

        AgentBench rebooted = new(bench.Disk, bench.Kernel);
        rebooted.ConnectFreshSwitch();
        Assert.Single(rebooted.Switch.Plans.Last().Ports);
    }

    [Fact]
    public async Task A_delta_that_builds_on_another_revision_is_refused()
    {
        AgentBench bench = new();
        Assert.True(Arrive(bench, 7, null, Share()));
        TaskCompletionSource<string?> refused = new();
        bench.Core.Handle(new ShareArrived(9, 8, null, new ShareDiff { RemovedPorts = [PortId] }, refused));
        Assert.Equal("a change of revision 8 came, and this host has revision 7", await refused.Task);
        Assert.Equal(7, bench.State.Current.FabricRevision);
        Assert.Single(bench.State.Current.FabricShare.Ports);
    }

    [Fact]
    public void A_vm_that_holds_a_port_detaches_and_attaches_with_the_controller_away()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.Kernel.Namespaces.Add("vm1");
        Arrive(bench, 7, null, Share());
        bench.Succeed(Commands.DisconnectVnic("vm1"));
        Assert.Empty(bench.Switch.Plans.Last().Ports);
        bench.Succeed(Commands.ConnectVnic("vm1", "web", new NamespaceAttachment("vm1", "eth0")));
        Assert.Single(bench.Switch.Plans.Last().Ports);
    }

    [Fact]
    public void A_distributed_switch_is_not_changed_on_the_host_and_the_error_says_where()
    {
        AgentBench bench = new();
        Arrive(bench, 7, null, Share());
        EditResult result = bench.Execute(new Model.Commands.DeleteSwitch("prod", 1));
        Assert.Equal(EditOutcome.Refused, result.Outcome);
        Assert.Contains("controller", result.Errors[0].Rule, StringComparison.Ordinal);
    }

    private static readonly Guid PortId = Guid.Parse("00000000-0000-0000-0000-0000000000cc");

    private static bool Arrive(AgentBench bench, long revision, long? from, HostShare share)
    {
        TaskCompletionSource<string?> refused = new();
        bench.Core.Handle(new ShareArrived(revision, from, share, null, refused));
        return refused.Task.GetAwaiter().GetResult() is null;
    }

    private static ValueList<ShareUplink> UplinksOf(ReadOnlySpan<string> nics)
    {
        ShareUplink[] uplinks = [new("Uplink 1", null), new("Uplink 2", null)];
        for (int i = 0; i < nics.Length; i++)
        {
            uplinks[i] = uplinks[i] with { Nic = nics[i] };
        }

        return [.. uplinks];
    }

    private static HostShare Share(params ReadOnlySpan<string> nics)
    {
        Guid owner = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
        return new ShareDiff
        {
            Switches = [new ShareSwitch { Id = owner, Name = "prod", Mtu = 1500, Uplinks = UplinksOf(nics) }],
            Ports =
            [
                new SharePort
                {
                    Id = PortId,
                    Incarnation = 3,
                    SwitchId = owner,
                    Number = 1,
                    PortGroup = "web",
                    Policy = new PortPolicy
                    {
                        Blocked = false,
                        Promiscuous = false,
                        MacChanges = false,
                        ForgedTransmits = false,
                        Vlan = VlanConfig.Access(10),
                        Teaming = new Teaming { Policy = Model.Policy.TeamingPolicy.PortId, Active = ["Uplink 1"], Standby = [], Failback = true, NotifySwitches = true },
                    },
                    Connection = new ConnectionConfig
                    {
                        Vm = "vm1",
                        Vnic = "nic0",
                        HostId = AgentBench.HostId,
                        Mac = MacAddress.Parse("02:00:00:00:00:01"),
                        Attachment = new NamespaceAttachment("vm1", "eth0"),
                    },
                },
            ],
        }.ApplyTo(HostShare.Empty);
    }
}
