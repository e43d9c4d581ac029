using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>What the agent does to NICs and TAPs, and what it mends of them.</summary>
public sealed class AgentInterfaceTests
{
    [Fact]
    public void Drift_of_an_uplink_is_mended_with_an_event()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.Kernel.UplinkDrift.Add("promiscuous mode switched on");
        bench.Tick();
        EventRecord drift = Assert.Single(bench.Events.Query(new EventQuery { Reason = "drift.repaired" }));
        Assert.Contains("promiscuous", drift.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_switchs_new_MTU_reaches_its_TAPs_at_once_and_is_no_drift()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        bench.ApplyLastPlan();
        foreach (int mtu in (int[])[9000, 1500])
        {
            Assert.Equal(EditOutcome.Done, bench.Execute(new UpdateSwitch("vs0", null, new SwitchSpec { Mtu = mtu })).Outcome);
            Assert.Equal(mtu, bench.Kernel.Mtus["eth0"]);
        }

        Assert.DoesNotContain("drift.repaired", bench.Reasons);
        bench.Kernel.Mtus["eth0"] = 1400;
        bench.Tick();
        Assert.Equal(1500, bench.Kernel.Mtus["eth0"]);
        Assert.Contains("drift.repaired", bench.Reasons);
    }

    [Fact]
    public void A_nic_gets_its_settings_back_when_its_switch_is_deleted()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.AddNic("eth1", 1);
        bench.Succeed(Commands.CreateSwitch("vs0", "h1", "eth1"));
        Assert.Single(bench.State.Current.TakenNics);
        long revision = bench.State.Current.Local.Switches.Values.Single().Revision;
        bench.Succeed(new Model.Commands.DeleteSwitch("vs0", revision));
        Assert.Equal(1, bench.Kernel.Count("restore eth1 1500"));
        Assert.Empty(bench.State.Current.TakenNics);
    }

    [Fact]
    public void A_nic_with_an_address_is_refused_by_name()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.AddNic("eth1", 1, "192.0.2.5/24");
        EditResult result = bench.Execute(Commands.CreateSwitch("vs0", "h1", "eth1"));
        Assert.Equal(EditOutcome.Conflict, result.Outcome);
        Assert.Contains("192.0.2.5/24", Assert.Single(result.Errors).Rule, StringComparison.Ordinal);
        Assert.Equal(0, bench.Kernel.Count("packet"));
    }

    [Fact]
    public void Uplink_ports_have_the_same_id_in_every_run()
    {
        Guid owner = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
        Assert.Equal(UplinkPortId.Of(owner, AgentBench.HostId, "Uplink 1"), UplinkPortId.Of(owner, AgentBench.HostId, "Uplink 1"));
        Assert.NotEqual(UplinkPortId.Of(owner, AgentBench.HostId, "Uplink 1"), UplinkPortId.Of(owner, AgentBench.HostId, "Uplink 2"));
    }
}
