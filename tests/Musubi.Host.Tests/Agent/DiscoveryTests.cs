using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Services;
using PlanProtocol = Musubi.Contracts.Plan.DiscoveryProtocol;

namespace Musubi.Host.Tests.Agent;

/// <summary>What the agent hands in for neighbours to be told, and what it makes of what neighbours tell.</summary>
public sealed class DiscoveryTests
{
    private readonly AgentBench _bench = new();

    public DiscoveryTests()
    {
        _bench.ConnectFreshSwitch();
        _bench.AddNic("eth9", 9, "2001:db8::9/64", "192.0.2.9/24");
        _bench.AddNic("eth0", 8, "192.0.2.8/24");
        _bench.MakeStandardSwitch();
        int uplink = _bench.Kernel.Nics.FindIndex(nic => nic.Name == "eth1");
        _bench.Kernel.Nics[uplink] = _bench.Kernel.Nics[uplink] with { Mac = MacAddress.Parse("02:00:00:00:00:77") };
    }

    [Fact]
    public void A_switch_that_listens_names_the_host_and_tells_nothing_more()
    {
        DiscoverySettings settings = Assert.Single(_bench.Switch.Plans.Last().Switches).Discovery;
        Assert.Equal((PlanProtocol.Cdp, true, false), (settings.Protocol, settings.Listen, settings.Advertise));
        Assert.Equal((AgentBench.HostId.ToString(), "", 0, 0), (settings.ChassisId, settings.SystemName, settings.ManagementAddresses.Count, settings.Vlans.Count));
    }

    [Fact]
    public void A_switch_that_advertises_tells_the_host_s_name_its_addresses_and_VLANs()
    {
        Set(DiscoveryOperation.Both);
        _bench.Succeed(new UpdatePortGroup("lan", null, new PortGroupSpec { Policy = new PolicySpec { Vlan = new Setting<Model.Policy.VlanConfig?>(Model.Policy.VlanConfig.Access(20)) } }));
        SwitchPlan plan = _bench.Switch.Plans.Last();
        DiscoverySettings settings = Assert.Single(plan.Switches).Discovery;
        Assert.Equal((true, true, "h1"), (settings.Listen, settings.Advertise, settings.SystemName));
        Assert.Equal(["C0000208", "20010DB8000000000000000000000009"], settings.ManagementAddresses.Select(address => Convert.ToHexString(address.Span)));
        Assert.Equal([new NamedVlan { Id = 20, Name = "lan" }], settings.Vlans);
        Assert.Equal("020000000077", Convert.ToHexString(plan.Ports.Single(port => port.Uplink is not null).Uplink.Mac.Span));
    }

    [Fact]
    public void Turned_off_it_is_not_in_the_plan()
    {
        Set(DiscoveryOperation.None);
        Assert.Null(Assert.Single(_bench.Switch.Plans.Last().Switches).Discovery);
    }

    [Fact]
    public void A_neighbour_is_shown_at_its_NIC_and_told_to_the_controller_and_its_coming_is_an_event()
    {
        _bench.Core.Handle(new FabricLinkChanged(true, "test"));
        _bench.ApplyLastPlan();
        PlannedPort uplink = _bench.Switch.Plans.Last().Ports.Single(port => port.Uplink is not null);
        Neighbour neighbour = new()
        {
            Protocol = PlanProtocol.Lldp,
            ChassisId = "02:00:00:00:00:01",
            PortId = "Gi1/0/1",
            SystemName = "sw1",
            NativeVlan = 1,
            Vlans = { new NamedVlan { Id = 10, Name = "web" } },
            Capabilities = { "bridge", "router" },
            ManagementAddresses = { "192.0.2.1" },
            MaxFrameBytes = 9238,
            TtlSeconds = 121,
            LastSeenUs = 1_700_000_000_000_000,
        };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { NeighbourChanged = new NeighbourChanged { PortId = uplink.Id, Neighbour = neighbour } } }, []));
        SwitchStatus status = new() { Ports = { new PortStatus { PortId = uplink.Id, Incarnation = uplink.Incarnation, State = PortState.Running, Neighbours = { neighbour }, MoreNeighbours = 3 } } };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = status }, []));

        NicRuntime nic = _bench.Core.View.Nics.Single(one => one.Name == "eth1");
        NeighbourRuntime seen = Assert.Single(nic.Neighbours);
        Assert.Equal(("sw1", "Gi1/0/1", 1, 9238, 3), (seen.SystemName, seen.PortId, seen.NativeVlan, seen.MaxFrameBytes, nic.MoreNeighbours));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), seen.LastSeen);
        NicReport report = _bench.Fabric.Messages.Last(message => message.Status is not null).Status.Nics.Single(one => one.Name == "eth1");
        Assert.Equal(("lldp", "sw1", 3u), (Assert.Single(report.Neighbours).Protocol, report.Neighbours[0].SystemName, report.MoreNeighbours));
        Assert.Equal(neighbour.LastSeenUs, report.Neighbours[0].LastSeenUs);
        EventRecord told = Assert.Single(_bench.Events.Query(new EventQuery { Reason = "uplink.neighbour" }));
        Assert.Equal(("Uplink 1 (eth1)", "connected to sw1, port Gi1/0/1 (LLDP)"), (told.Object, told.Message));
    }

    private void Set(DiscoveryOperation operation) => _bench.Succeed(new UpdateSwitch("vs0", null, new SwitchSpec { Discovery = new DiscoverySpec(null, operation) }));
}
