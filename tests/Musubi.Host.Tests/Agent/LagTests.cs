using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Plan;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using HostShare = Musubi.Model.Share.HostShare;
using LagHash = Musubi.Model.Policy.LagHash;
using PlanState = Musubi.Contracts.Plan.LagMemberState;
using SharePort = Musubi.Model.Share.SharePort;
using ShareSwitch = Musubi.Model.Share.ShareSwitch;
using ShareUplink = Musubi.Model.Share.ShareUplink;

namespace Musubi.Host.Tests.Agent;

/// <summary>LAGs of a distributed switch: what the data plane is told, and what is made of what it says.</summary>
public sealed class LagTests
{
    private static readonly Guid SwitchId = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
    private static readonly Guid PortId = Guid.Parse("00000000-0000-0000-0000-0000000000cc");

    private readonly AgentBench _bench = new();

    public LagTests()
    {
        _bench.ConnectFreshSwitch();
        _bench.Kernel.Namespaces.Add("vm1");
        foreach (int i in (ReadOnlySpan<int>)[1, 2, 3])
        {
            _bench.AddNic($"eth{i}", i);
        }
    }

    [Fact]
    public void A_LAG_has_the_uplinks_that_have_a_NIC_and_stands_in_teaming_by_its_id()
    {
        Arrive("pci:0000:01:00.0", null, "pci:0000:03:00.0");
        SwitchPlan plan = _bench.Switch.Plans.Last();
        PlannedLag lag = Assert.Single(Assert.Single(plan.Switches).Lags);
        Assert.Equal(("lag1", false, true, 7u), (lag.Name, lag.Active, lag.Fast, lag.Key));
        Assert.Equal(new Contracts.Plan.LagHash { Fields = Contracts.Plan.LagHashFields.Ip, Sides = Contracts.Plan.LagHashSides.Source, Vlan = true }, lag.Hash);
        Assert.Equal([(Uplink("Uplink 1"), 1u), (Uplink("Uplink 3"), 3u)], lag.Members.Select(member => (member.PortId, member.Number)));
        Assert.Equal(LagPlan.IdOf(SwitchId, AgentBench.HostId, "lag1").ToString(), lag.Id);
        Assert.Equal([lag.Id], plan.Ports.Single(port => port.Vnic is not null).Vnic.Teaming.Active);
        Assert.Equal(6, lag.SystemId.Length);
        Assert.Equal(2, lag.SystemId[0] & 3);
    }

    [Fact]
    public void A_LAG_without_any_NIC_is_not_there_and_neither_is_it_in_teaming()
    {
        Arrive(null, null, null);
        SwitchPlan plan = _bench.Switch.Plans.Last();
        Assert.Empty(Assert.Single(plan.Switches).Lags);
        Assert.Empty(plan.Ports.Single(port => port.Vnic is not null).Vnic.Teaming.Active);
    }

    [Fact]
    public void The_system_id_follows_from_host_and_switch()
    {
        Guid host = AgentBench.HostId;
        Assert.Equal(LagPlan.SystemId(SwitchId, host), LagPlan.SystemId(SwitchId, host));
        Assert.NotEqual(LagPlan.SystemId(SwitchId, host), LagPlan.SystemId(host, host));
        Assert.NotEqual(LagPlan.SystemId(SwitchId, host), LagPlan.SystemId(SwitchId, SwitchId));
    }

    [Fact]
    public void What_the_data_plane_says_of_it_is_told_to_the_controller_and_shown_and_changes_are_events()
    {
        Arrive("pci:0000:01:00.0", "pci:0000:02:00.0", null);
        _bench.Core.Handle(new FabricLinkChanged(true, "test"));
        _bench.ApplyLastPlan();
        PlannedLag planned = _bench.Switch.Plans.Last().Switches[0].Lags[0];
        Contracts.Plan.LacpParty partner = new() { System = Google.Protobuf.ByteString.CopyFrom(2, 0, 0, 0, 0, 9), SystemPriority = 100, Key = 5, Port = 12, State = 0x3d };
        LagStatus lag = new()
        {
            Id = planned.Id,
            Name = planned.Name,
            Partner = partner,
            Members =
            {
                new LagMemberStatus { PortId = planned.Members[0].PortId, State = PlanState.Distributing, Actor = new Contracts.Plan.LacpParty { State = 0x3f, Port = 1 }, Partner = partner, Joins = 2, Sent = 9 },
                new LagMemberStatus { PortId = planned.Members[1].PortId, State = PlanState.Detached, Actor = new Contracts.Plan.LacpParty { Port = 2 }, Reason = "no link", ActorChurn = true },
            },
        };
        PlannedPort vnic = _bench.Switch.Plans.Last().Ports.Single(port => port.Vnic is not null);
        PortStatus pinned = new() { PortId = vnic.Id, Incarnation = vnic.Incarnation, State = PortState.Running, LinkUp = true, PinnedUplink = planned.Id };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus { Ports = { pinned }, Lags = { lag, new LagStatus { Id = "another" } } } }, []));
        LagMemberChanged left = new() { LagName = "lag1", PortId = planned.Members[1].PortId, Reason = "no link", MembersInUse = 1 };
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { LagMemberChanged = left } }, []));
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Event = new SwitchEvent { UplinkMoved = new UplinkMoved { FromUplink = Uplink("Uplink 1"), ToUplink = planned.Id, Ports = 3 } } }, []));

        LagRuntime seen = Assert.Single(_bench.Core.View.Lags);
        Assert.Equal((SwitchId, "lag1", new LacpPartner(MacAddress.Parse("02:00:00:00:00:09"), 100, 5)), (seen.SwitchId, seen.Name, seen.Partner));
        Assert.Equal([("Uplink 1", Model.Services.LagMemberState.Distributing, 12, 2L), ("Uplink 2", Model.Services.LagMemberState.Detached, 0, 0L)], seen.Members.Select(member => (member.Uplink, member.State, member.PartnerPort, member.Joins)));
        Assert.Equal("lag1", _bench.Core.View.Ports[PortId].PinnedUplink);
        LagReport report = Assert.Single(_bench.Fabric.Messages.Last(message => message.Status is not null).Status.Lags);
        Assert.Equal((SwitchId.ToString(), "lag1", "02:00:00:00:00:09", "no link", true), (report.SwitchId, report.Name, report.PartnerSystem, report.Members[1].Reason, report.Members[1].ActorChurn));
        EventRecord told = Assert.Single(_bench.Events.Query(new EventQuery { Reason = "lag.member.left" }));
        Assert.Equal(("Uplink 2 (eth2)", "no longer in use in lag1, 1 of its uplinks are: no link"), (told.Object, told.Message));
        Assert.Equal("3 ports moved to lag1", Assert.Single(_bench.Events.Query(new EventQuery { Reason = "ports.moved" })).Message);
    }

    private static string Uplink(string name) => UplinkPortId.Of(SwitchId, AgentBench.HostId, name).ToString();

    private void Arrive(params string?[] nics)
    {
        HostShare share = new ShareDiff
        {
            Switches =
            [
                new ShareSwitch
                {
                    Id = SwitchId,
                    Name = "prod",
                    Mtu = 1500,
                    Uplinks = [.. nics.Select((nic, i) => new ShareUplink($"Uplink {i + 1}", nic))],
                    Lags =
                    [
                        new LagConfig
                        {
                            Name = "lag1",
                            Uplinks = ["Uplink 1", "Uplink 2", "Uplink 3"],
                            Mode = LacpMode.Passive,
                            Rate = LacpRate.Fast,
                            Hash = new LagHash(Model.Policy.LagHashFields.Ip, Model.Policy.LagHashSides.Source, true),
                            Key = 7,
                        },
                    ],
                },
            ],
            Ports =
            [
                new SharePort
                {
                    Id = PortId,
                    Incarnation = 3,
                    SwitchId = SwitchId,
                    Number = 1,
                    PortGroup = "web",
                    Policy = new PortPolicy
                    {
                        Blocked = false,
                        Promiscuous = false,
                        MacChanges = false,
                        ForgedTransmits = false,
                        Vlan = VlanConfig.Access(10),
                        Teaming = new Teaming { Policy = Model.Policy.TeamingPolicy.PortId, Active = ["lag1"], Standby = [], Failback = true, NotifySwitches = true },
                    },
                    Connection = new ConnectionConfig
                    {
                        Vm = "vm1",
                        Vnic = "nic0",
                        HostId = AgentBench.HostId,
                        Mac = MacAddress.Parse("02:00:00:00:00:01"),
                        Attachment = new Model.Config.NamespaceAttachment("vm1", "eth0"),
                    },
                },
            ],
        }.ApplyTo(HostShare.Empty);
        TaskCompletionSource<string?> refused = new();
        _bench.Core.Handle(new ShareArrived(7, null, share, null, refused));
        Assert.Null(refused.Task.GetAwaiter().GetResult());
    }
}
