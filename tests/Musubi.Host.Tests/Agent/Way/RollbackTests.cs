using Musubi.Contracts.Fabric;
using Musubi.Host.Agent.Messages;
using Musubi.Host.State;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;
using ShareDiff = Musubi.Model.Share.ShareDiff;

namespace Musubi.Host.Tests.Agent.Way;

/// <summary>A host undoes what cuts it off from its controller, and nothing else. The time is 30 s.</summary>
public sealed class RollbackTests
{
    [Fact]
    public void A_change_of_its_way_to_the_controller_is_undone_when_the_controller_is_not_reached_under_it()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(29);
        Assert.Equal(99U, bench.AdapterVlan());
        bench.Pass(2);
        Assert.Equal(10U, bench.AdapterVlan());
        Assert.Equal(7, bench.State.FabricRevision);
        Assert.Equal(1, bench.State.Rollbacks);
        Assert.Equal(1, bench.RolledBack);
        bench.Pass(100);
        Assert.Equal(1, bench.RolledBack);
        EventRecord told = Assert.Single(bench.Agent.Events.Query(new EventQuery { Reason = "host.rolled-back" }));
        Assert.Contains("adapter vmk0 as before, from revision 8 back to 7", told.Message, StringComparison.Ordinal);
        Assert.Equal(EventSeverity.Warning, told.Severity);
    }

    [Fact]
    public void Reaching_the_controller_once_under_the_change_settles_it()
    {
        WayBench bench = new();
        bench.Settle();
        bench.Receive(8, WayBench.Share(vlan: 99));
        Assert.NotNull(bench.State.Trial);
        bench.Agent.ApplyLastPlan();
        bench.Answer();
        Assert.Null(bench.State.Trial);
        bench.Disconnect();
        bench.Pass(1000);
        Assert.Equal(99U, bench.AdapterVlan());
        Assert.Equal(0, bench.RolledBack);
    }

    [Fact]
    public void Only_an_answer_to_what_was_asked_under_the_change_settles_it()
    {
        WayBench bench = new();
        bench.Settle();
        bench.Receive(8, WayBench.Share(vlan: 30));
        bench.Agent.ApplyLastPlan();
        ulong early = bench.Probes.Last();
        bench.Receive(9, WayBench.Share(vlan: 99));
        bench.Agent.Core.Handle(new ReachAnswered(early));
        Assert.NotNull(bench.State.Trial);
        bench.Agent.ApplyLastPlan();
        bench.Agent.Core.Handle(new ReachAnswered(early));
        Assert.NotNull(bench.State.Trial);
        Assert.Equal(7, bench.State.Trial!.GoodRevision);
        bench.Answer();
        Assert.Null(bench.State.Trial);
    }

    [Fact]
    public void A_new_connection_is_asked_anew()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(10);
        int asked = bench.Probes.Count();
        bench.Connect();
        Assert.Equal(asked + 1, bench.Probes.Count());
        bench.Answer();
        Assert.Null(bench.State.Trial);
    }

    public static TheoryData<string, HostShare> Unrelated => new()
    {
        { "another VLAN for a VM", WayBench.Share(vmVlan: "21") },
        { "a VM less", new ShareDiff { RemovedPorts = [WayBench.Vnic] }.ApplyTo(WayBench.Share()) },
        { "the same once more", WayBench.Share() },
    };

    [Theory]
    [MemberData(nameof(Unrelated), DisableDiscoveryEnumeration = true)]
    public void What_does_not_touch_the_way_arms_nothing(string what, HostShare share)
    {
        WayBench bench = new();
        bench.Settle();
        bench.Receive(8, share);
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(1000);
        Assert.True(bench.State.Trial is null && bench.RolledBack == 0, what);
        Assert.Equal(8, bench.State.FabricRevision);
    }

    public static TheoryData<string, HostShare> Related => new()
    {
        { "another VLAN", WayBench.Share(vlan: 11) },
        { "another NIC in an uplink", WayBench.Share(first: 4) },
        { "an uplink emptied", WayBench.Share(second: 0) },
        { "another teaming order", WayBench.Share(active: ["Uplink 3"]) },
        { "the adapter gone", new ShareDiff { RemovedPorts = [WayBench.Adapter] }.ApplyTo(WayBench.Share()) },
        { "the switch gone", HostShare.Empty },
    };

    [Theory]
    [MemberData(nameof(Related), DisableDiscoveryEnumeration = true)]
    public void What_touches_the_way_is_undone(string what, HostShare share)
    {
        WayBench bench = new();
        bench.Settle();
        HostShare good = bench.State.FabricShare;
        bench.Receive(8, share);
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(32);
        Assert.True(bench.RolledBack == 1, what);
        Assert.True(good.Ports[WayBench.Adapter] == bench.State.FabricShare.Ports[WayBench.Adapter], what);
        Assert.True(good.Switches[WayBench.Owner] == bench.State.FabricShare.Switches[WayBench.Owner], what);
    }

    [Fact]
    public void A_controller_that_is_merely_away_undoes_nothing()
    {
        WayBench bench = new();
        bench.Settle();
        bench.Disconnect();
        bench.Pass(1000);
        Assert.Equal(7, bench.State.FabricRevision);
        Assert.Equal(0, bench.RolledBack);
    }

    [Fact]
    public void The_time_runs_from_when_the_change_is_live_however_long_that_took()
    {
        WayBench bench = new();
        bench.Settle();
        bench.Receive(8, WayBench.Share(vlan: 99));
        bench.Disconnect();
        bench.Pass(300);
        Assert.Equal(0, bench.RolledBack);
        bench.Agent.ApplyLastPlan();
        bench.Pass(29);
        Assert.Equal(0, bench.RolledBack);
        bench.Pass(2);
        Assert.Equal(1, bench.RolledBack);
    }

    [Fact]
    public void The_time_does_not_run_while_the_data_plane_is_down_or_the_agent_was_held_up()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(10);
        bench.Agent.Core.Handle(new SwitchLost("killed"));
        bench.Pass(300);
        Assert.Equal(0, bench.RolledBack);
        bench.Agent.ConnectFreshSwitch();
        bench.Agent.ApplyLastPlan();
        bench.Agent.Clock.Advance(TimeSpan.FromHours(1));
        bench.Agent.Core.Handle(new Tick(false));
        Assert.Equal(0, bench.RolledBack);
        bench.Pass(20);
        Assert.Equal(1, bench.RolledBack);
    }

    [Fact]
    public void An_agent_that_was_killed_in_the_middle_goes_on_where_it_was()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(21);

        WayBench reborn = new(bench.Agent.Disk, bench.Agent.Kernel);
        reborn.Pass(100);
        Assert.Equal(0, reborn.RolledBack);
        reborn.Agent.ConnectFreshSwitch();
        reborn.Agent.ApplyLastPlan();
        reborn.Pass(5);
        Assert.Equal(0, reborn.RolledBack);
        reborn.Pass(10);
        Assert.Equal(1, reborn.RolledBack);
        Assert.Equal(10U, reborn.AdapterVlan());
    }

    [Fact]
    public void An_agent_that_was_killed_in_the_middle_and_reaches_the_controller_undoes_nothing()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(21);

        WayBench reborn = new(bench.Agent.Disk, bench.Agent.Kernel);
        reborn.Agent.ConnectFreshSwitch();
        reborn.Agent.ApplyLastPlan();
        reborn.Connect();
        reborn.Answer();
        reborn.Pass(100);
        Assert.Null(reborn.State.Trial);
        Assert.Equal(0, reborn.RolledBack);
        Assert.Equal(99U, reborn.AdapterVlan());
    }

    [Fact]
    public void A_controller_that_gives_no_probes_back_arms_nothing()
    {
        WayBench bench = new();
        bench.Settle(answersProbes: false);
        bench.CutOff();
        bench.Pass(1000);
        Assert.Equal(0, bench.RolledBack);
        Assert.Equal(99U, bench.AdapterVlan());
    }

    [Fact]
    public void An_adapter_that_draws_the_controllers_network_to_itself_is_undone()
    {
        WayBench bench = new();
        bench.Agent.Kernel.Way = new("mgmt0", []);
        bench.Settle(HostShare.Empty);
        bench.Receive(8, WayBench.Share());
        bench.Agent.ApplyLastPlan();
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        Assert.DoesNotContain(WayBench.Adapter.ToString(), bench.Planned);
        Assert.Contains(WayBench.Vnic.ToString(), bench.Planned);
    }

    [Fact]
    public void The_controller_is_told_once_that_it_happened_also_by_an_agent_that_was_killed_since()
    {
        WayBench bench = WayBench.RolledBackOnce();
        WayBench reborn = new(bench.Agent.Disk, bench.Agent.Kernel);
        reborn.Agent.ConnectFreshSwitch();
        reborn.Agent.ApplyLastPlan();
        reborn.Connect();
        reborn.Pass(2);
        Assert.Equal(1, Told(reborn));
        reborn.Answer();
        Assert.Null(reborn.State.UntoldRollback);
        WayBench third = new(bench.Agent.Disk, bench.Agent.Kernel);
        third.Agent.ConnectFreshSwitch();
        third.Connect();
        Assert.Equal(0, Told(third));
        Assert.NotNull(third.State.Undone);
    }

    [Fact]
    public void Routes_that_went_with_the_adapter_come_back_with_it()
    {
        WayBench bench = new();
        bench.Agent.Kernel.Routes["vmk0"] = [new("0.0.0.0/0", "192.0.2.1", "", 0, 4, 0)];
        bench.Settle();
        bench.Receive(8, new ShareDiff { RemovedPorts = [WayBench.Adapter] }.ApplyTo(WayBench.Share()));
        bench.Agent.ApplyLastPlan();
        bench.Agent.Kernel.Routes.Clear();
        bench.Disconnect();
        bench.Pass(32);
        Assert.Equal(1, bench.RolledBack);
        bench.Pass(1);
        Assert.Equal(1, bench.Agent.Kernel.Count("routes vmk0: 0.0.0.0/0"));
        bench.Pass(10);
        Assert.Equal(1, bench.Agent.Kernel.Count("routes"));
    }

    [Fact]
    public void Ways_are_told_by_the_facts_of_the_connection()
    {
        WayBench bench = new();
        bench.Settle();
        ControllerPathReport path = bench.Status.ControllerPath;
        Assert.Equal(("vmk0", "192.0.2.10", "vmk0"), (path.Interface, path.Address, path.Adapter));
        Assert.Equal([WayBench.NicId(1), WayBench.NicId(2)], path.Nics);
    }

    private static int Told(WayBench bench) =>
        bench.Agent.Fabric.Messages.Count(message => message is { BodyCase: HostMessage.BodyOneofCase.Event, Event.Reason: "host.rolled-back" });

    [Fact]
    public void An_agent_that_is_not_to_undo_anything_does_not_go_on_with_what_another_began()
    {
        WayBench bench = new();
        bench.Settle();
        bench.CutOff();
        bench.Pass(5);
        WayBench reborn = new(bench.Agent.Disk, bench.Agent.Kernel, TimeSpan.Zero);
        reborn.Agent.ConnectFreshSwitch();
        reborn.Agent.ApplyLastPlan();
        reborn.Pass(100);
        Assert.Null(reborn.State.Trial);
        Assert.Equal(99U, reborn.AdapterVlan());
        Assert.Equal(0, reborn.RolledBack);
    }
}
