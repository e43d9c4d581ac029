using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>What the data plane says of uplinks, and what becomes of it.</summary>
public sealed class UplinkStateTests
{
    private readonly AgentBench _bench = new();

    public UplinkStateTests()
    {
        _bench.ConnectFreshSwitch();
        _bench.MakeStandardSwitch();
        _bench.ApplyLastPlan();
    }

    private PlannedPort Uplink => _bench.Switch.Plans.Last().Ports.Single(port => port.RoleCase == PlannedPort.RoleOneofCase.Uplink);

    [Theory]
    [InlineData(UplinkCondition.Usable, "usable")]
    [InlineData(UplinkCondition.LinkDown, "linkDown")]
    [InlineData(UplinkCondition.FailbackDelay, "failbackDelay")]
    [InlineData(UplinkCondition.BeaconsLost, "beaconsLost")]
    [InlineData(UplinkCondition.BeaconsAmbiguous, "beaconsAmbiguous")]
    public void A_NIC_shows_why_ports_do_not_use_it_and_how_full_it_is(UplinkCondition condition, string word)
    {
        PortStatus status = new() { PortId = Uplink.Id, Incarnation = Uplink.Incarnation, State = PortState.Running, UplinkCondition = condition, LoadPercent = 82 };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus { Ports = { status } } }, []));
        NicRuntime nic = Assert.Single(_bench.Core.View.Nics);
        Assert.Equal((word, 82), (nic.UplinkState, nic.UplinkLoadPercent));

        _bench.Core.Handle(new SwitchLost("killed"));
        Assert.Equal("", Assert.Single(_bench.Core.View.Nics).UplinkState);
    }

    [Theory]
    [InlineData(UplinkCondition.BeaconsLost, "uplink.beacons.lost", EventSeverity.Warning)]
    [InlineData(UplinkCondition.BeaconsAmbiguous, "uplink.beacons.ambiguous", EventSeverity.Warning)]
    [InlineData(UplinkCondition.Usable, "uplink.beacons.back", EventSeverity.Normal)]
    public void What_beacons_tell_is_an_event_of_the_uplink(UplinkCondition condition, string reason, EventSeverity severity)
    {
        Tell(new SwitchEvent { BeaconsChanged = new BeaconsChanged { PortId = Uplink.Id, Condition = condition } });
        EventRecord record = Assert.Single(_bench.Events.Query(new EventQuery { Limit = 1000 }), record => record.Reason == reason);
        Assert.Equal((severity, "Uplink 1 (eth1)"), (record.Severity, record.Object));
    }

    [Fact]
    public void What_happened_while_no_agent_was_there_is_told_by_the_uplink_s_name()
    {
        AgentBench next = new(_bench.Disk, _bench.Kernel);
        next.Core.Handle(new SwitchConnected(new SwitchWelcome { ProtocolVersion = 1, BootId = "boot", Generation = 9 }));
        next.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { LinkChanged = new LinkChanged { PortId = Uplink.Id, Up = false } } }, []));
        Assert.Equal("Uplink 1 (eth1)", Assert.Single(next.Events.Query(new EventQuery { Limit = 1000 }), record => record.Reason == "uplink.down").Object);
    }

    [Fact]
    public void Ports_that_moved_tell_why()
    {
        Tell(new SwitchEvent { UplinkMoved = new UplinkMoved { FromUplink = Uplink.Id, ToUplink = Uplink.Id, Ports = 3, Reason = MoveReason.Load } });
        EventRecord record = Assert.Single(_bench.Events.Query(new EventQuery { Limit = 1000 }), record => record.Reason == "ports.moved");
        Assert.Equal("3 ports moved to Uplink 1 (eth1): too much load", record.Message);
    }

    [Fact]
    public void What_is_set_for_teaming_reaches_the_plan()
    {
        TeamingSettings teaming = _bench.Switch.Plans.Last().Ports.Single(port => port.Vnic is not null).Vnic.Teaming;
        Assert.Equal((FailureDetection.Link, 100u), (teaming.FailureDetection, teaming.FailbackDelayMilliseconds));
        _bench.Succeed(Musubi.Model.Reading.RequestReader.UpdatePortGroup("lan", System.Text.Json.JsonDocument.Parse(
            """{"policy": {"teaming": {"policy": "physicalLoad", "failureDetection": "beacon", "failbackDelayMilliseconds": 35000}}}""").RootElement));
        teaming = _bench.Switch.Plans.Last().Ports.Single(port => port.Vnic is not null).Vnic.Teaming;
        Assert.Equal((TeamingPolicy.PhysicalLoad, FailureDetection.Beacon, 35_000u), (teaming.Policy, teaming.FailureDetection, teaming.FailbackDelayMilliseconds));
    }

    private void Tell(SwitchEvent happened) => _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = happened }, []));
}
