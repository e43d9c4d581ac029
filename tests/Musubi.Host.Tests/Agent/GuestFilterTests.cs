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

/// <summary>What hypervisors tell of their guests' NICs.</summary>
public sealed class GuestFilterTests
{
    [Fact]
    public void A_mac_that_the_hypervisor_tells_reaches_the_plan_and_leaves_it_when_nobody_tells_any_more()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        Guid port = bench.Core.View.Inventory.Ports.Values.Single(found => found.Connection is not null).Id;
        bench.Core.Handle(new GuestFilterSeen(port, MacAddress.Parse("52:54:00:00:00:01")));
        Assert.Equal(new byte[] { 0x52, 0x54, 0, 0, 0, 1 }, Vnic(bench).GuestMac.ToByteArray());
        bench.Core.Handle(new GuestFilterSeen(port, null));
        Assert.Empty(Vnic(bench).GuestMac);
    }

    [Fact]
    public void Groups_that_the_hypervisor_tells_reach_the_plan_unless_the_switch_snoops()
    {
        AgentBench bench = new();
        bench.ConnectFreshSwitch();
        bench.MakeStandardSwitch();
        Guid port = bench.Core.View.Inventory.Ports.Values.Single(found => found.Connection is not null).Id;
        MacAddress mac = MacAddress.Parse("52:54:00:00:00:01");
        bench.Core.Handle(new GuestFilterSeen(port, new GuestFilter(mac, [MacAddress.Parse("01:00:5e:01:01:01")])));
        Assert.Equal("AQBeAQEB", Vnic(bench).GuestGroups.Macs.Single().ToBase64());
        bench.Core.Handle(new GuestFilterSeen(port, new GuestFilter(mac)));
        Assert.Null(Vnic(bench).GuestGroups);
        bench.Core.Handle(new GuestFilterSeen(port, new GuestFilter(mac, [])));
        Assert.Empty(Vnic(bench).GuestGroups.Macs);
        bench.Succeed(new Model.Commands.UpdateSwitch("vs0", null, new Model.Commands.SwitchSpec { Multicast = new Model.Commands.MulticastSpec { Filtering = Model.Policy.MulticastFiltering.Snooping, QuerierIpv4 = "10.0.0.1" } }));
        Assert.Null(Vnic(bench).GuestGroups);
        MulticastSnooping snooping = bench.Switch.Plans.Last().Switches.Single().Snooping;
        Assert.Equal((125u, "CgAAAQ==", 0), (snooping.Querier.IntervalSeconds, snooping.Querier.Address4.ToBase64(), snooping.Querier.Address6.Length));
    }

    private static VnicRole Vnic(AgentBench bench) => bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Vnic).Vnic;
}
