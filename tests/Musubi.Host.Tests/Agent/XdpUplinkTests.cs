using Musubi.Contracts.Plan;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;

namespace Musubi.Host.Tests.Agent;

/// <summary>Uplinks by AF_XDP, whose sockets serve one data plane only.</summary>
public sealed class XdpUplinkTests
{
    private readonly AgentBench _bench = new();

    public XdpUplinkTests()
    {
        _bench.Kernel.XdpQueues = 2;
        _bench.ConnectFreshSwitch();
        _bench.MakeStandardSwitch();
        _bench.ApplyLastPlan();
    }

    private PlannedPort Uplink => _bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);

    [Fact]
    public void The_plan_names_the_queues_and_every_part_is_offered_in_order()
    {
        Assert.Equal(2u, Uplink.Attachment.XdpDevice.Queues);
        Assert.Equal([0u, 1u, 2u, 3u], PartsOffered(_bench));
        Assert.Contains(_bench.Core.View.Nics, nic => nic.UplinkPath == "AF_XDP");
    }

    [Fact]
    public void A_restarted_data_plane_gets_fresh_sockets()
    {
        _bench.Core.Handle(new SwitchLost("killed"));
        _bench.Switch.Messages.Clear();
        _bench.ConnectFreshSwitch();
        Assert.Equal([0u, 1u, 2u, 3u], PartsOffered(_bench));
        Assert.Equal(2, _bench.Kernel.Count("uplink"));
    }

    [Fact]
    public void A_port_that_the_data_plane_gave_up_gets_fresh_sockets()
    {
        PortFaulted fault = new() { PortId = Uplink.Id, Incarnation = Uplink.Incarnation, Reason = "descriptor failed" };
        _bench.Switch.Messages.Clear();
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { PortFaulted = fault } }, []));
        _bench.Tick();
        Assert.Equal([0u, 1u, 2u, 3u], PartsOffered(_bench));
        Assert.Equal(2, _bench.Kernel.Count("uplink"));
    }

    [Fact]
    public void A_restarted_agent_still_says_how_its_uplinks_run_and_why()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "packet sockets need root");
        AgentBench first = new();
        first.ConnectFreshSwitch();
        first.MakeStandardSwitch();
        PlannedPort uplink = first.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);

        AgentBench second = new(first.Disk, first.Kernel);
        second.Core.Handle(new SwitchConnected(new SwitchWelcome { ProtocolVersion = 1, BootId = "boot", Generation = 9 }));
        DescriptorOffer held = new() { Labels = { new DescriptorLabel { PortId = uplink.Id, Incarnation = uplink.Incarnation } } };
        // The bench's NIC has the index of the loopback interface.
        second.Core.Handle(new SwitchSpoke(new SwitchMessage { Descriptors = held }, [Io.Packet.PacketSocket.Open((int)uplink.Incarnation)]));

        Assert.Equal(1, first.Kernel.Count("uplink"));
        Assert.Equal("AF_PACKET: as set", Assert.Single(second.Core.View.Nics).UplinkPath);
    }

    private static IEnumerable<uint> PartsOffered(AgentBench bench)
    {
        string uplink = bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink).Id;
        return bench.Switch.Offered.Where(label => label.PortId == uplink).Select(label => label.Part);
    }
}
