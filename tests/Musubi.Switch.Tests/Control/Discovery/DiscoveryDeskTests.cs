using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Discovery;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Control.Discovery;

/// <summary>One switch with two uplinks; the test is the plan, the links, the neighbours and the clock.</summary>
public sealed class DiscoveryDeskTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly SwitchCounters _counts = new();
    private readonly EventQueue _events = new();
    private readonly PortSlots _slots = new(1, 16);
    private readonly List<(PortSlot Uplink, byte[] Frame)> _sent = [];
    private readonly DiscoveryDesk _desk;
    private SwitchPlan _plan = new();

    public DiscoveryDeskTests()
    {
        _desk = new DiscoveryDesk(_slots, () => _plan, Send, _counts, _events, "1.2.3", _clock);
        Uplinks = [Add(1), Add(2)];
    }

    private PortSlot[] Uplinks { get; }

    [Theory]
    [InlineData(DiscoveryProtocol.Lldp, PuntKinds.Lldp)]
    [InlineData(DiscoveryProtocol.Cdp, PuntKinds.Cdp)]
    public void Each_uplink_tells_who_is_there_fast_at_first_and_then_every_half_minute(DiscoveryProtocol protocol, PuntKinds kinds)
    {
        Plan(protocol, listen: false, advertise: true);
        Pass(95);
        Assert.Equal([7, 7], Uplinks.Select(uplink => _sent.Count(sent => sent.Uplink == uplink)));
        HeardNeighbour heard = Sample.Read(_sent.First(sent => sent.Uplink == Uplinks[1]).Frame);
        Assert.Equal((protocol, "eth2", protocol == DiscoveryProtocol.Lldp ? 121 : 180), (heard.Protocol, heard.PortId, heard.Ttl));
        Assert.Equal(("h1", "Musubi virtual switch 1.2.3"), (heard.SystemName, heard.SystemDescription));
        Assert.Equal("020000000002", Convert.ToHexString(_sent.First(sent => sent.Uplink == Uplinks[1]).Frame.AsSpan(6, 6)));
        Assert.Equal(kinds, _desk.ListensOn(Uplinks[0]));
        Assert.Equal(14UL, _counts[protocol == DiscoveryProtocol.Lldp ? "lldp-sent" : "cdp-sent"]);
    }

    [Fact]
    public void One_that_only_listens_is_silent_and_one_that_only_tells_keeps_nothing()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: false);
        _desk.OnTurn();
        Hear(0, Sample.Frame(DiscoveryProtocol.Lldp));
        Pass(60);
        Assert.Empty(_sent);
        Assert.Single(Status(0).Neighbours);

        Plan(DiscoveryProtocol.Lldp, listen: false, advertise: true);
        Pass(1);
        Hear(0, Sample.Frame(DiscoveryProtocol.Lldp));
        Assert.Empty(Status(0).Neighbours);
        Assert.Equal(1UL, _counts["discovery-unheeded"]);
    }

    /// <summary>A guest's CDP, or a stranger's, reaches uplinks of other hosts in its VLAN through switches that do not know it.</summary>
    [Theory]
    [InlineData(DiscoveryProtocol.Cdp, PuntKind.Cdp, 0, true)]
    [InlineData(DiscoveryProtocol.Cdp, PuntKind.Cdp, 1, true)]
    [InlineData(DiscoveryProtocol.Cdp, PuntKind.Cdp, 10, false)]
    [InlineData(DiscoveryProtocol.Lldp, PuntKind.Lldp, 1, false)]
    public void What_is_sent_in_a_VLAN_of_guests_is_no_neighbour_s(DiscoveryProtocol protocol, PuntKind kind, int vlan, bool isHeeded)
    {
        Plan(protocol, listen: true, advertise: false);
        _desk.OnTurn();
        Hear(0, Sample.Frame(protocol), kind, (ushort)vlan);
        Assert.Equal((isHeeded ? 1 : 0, isHeeded ? 0UL : 1UL), (Status(0).Neighbours.Count, _counts["discovery-tagged"]));
    }

    [Fact]
    public void Turned_off_or_told_to_speak_otherwise_it_takes_its_leave()
    {
        Plan(DiscoveryProtocol.Lldp, listen: false, advertise: true);
        Pass(10);
        _sent.Clear();
        Plan(DiscoveryProtocol.Cdp, listen: false, advertise: true);
        _desk.OnTurn();
        Assert.Equal([(DiscoveryProtocol.Lldp, 0), (DiscoveryProtocol.Cdp, 180)], Told(Uplinks[0]));
        _sent.Clear();
        _plan = new SwitchPlan { Switches = { new PlannedSwitch { Key = 1, Mtu = 1500 } } };
        Pass(100);
        Assert.Equal([(DiscoveryProtocol.Cdp, 1)], Told(Uplinks[0]));
        Assert.Equal(PuntKinds.None, _desk.ListensOn(Uplinks[0]));
        Assert.Equal(Timeout.InfiniteTimeSpan, _desk.TimeToDue());
    }

    [Fact]
    public void An_uplink_that_leaves_the_plan_takes_its_leave_and_the_other_goes_on()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        Pass(10);
        _sent.Clear();
        _desk.Leave(Uplinks[0]);
        _slots.Remove(Uplinks[0]);
        _plan = _plan.Clone();
        Pass(60);
        Assert.Equal([(DiscoveryProtocol.Lldp, 0)], Told(Uplinks[0]));
        Assert.Equal(2, Told(Uplinks[1]).Count);
    }

    [Fact]
    public void A_new_neighbour_hears_of_us_at_once_and_is_told_to_the_agent_once_a_second_at_most()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        Pass(10);
        _sent.Clear();
        Hear(0, Sample.Frame(DiscoveryProtocol.Lldp));
        Pass(5);
        Assert.Equal((4, 0), (Told(Uplinks[0]).Count, Told(Uplinks[1]).Count));
        NeighbourChanged told = _events.TryTake()!.NeighbourChanged;
        Assert.Equal(("up1", "h1.example", "eth1"), (told.PortId, told.Neighbour.SystemName, told.Neighbour.PortId));

        for (int i = 0; i < 20; i++)
        {
            Hear(0, Sample.Frame(DiscoveryProtocol.Lldp, ttl: i % 2 == 0 ? 0 : 121));
            _desk.OnTurn();
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        Hear(0, Sample.Frame(DiscoveryProtocol.Lldp, ttl: 0));
        Pass(3);
        List<SwitchEvent> events = [];
        while (_events.TryTake() is { } next)
        {
            events.Add(next);
        }

        Assert.InRange(events.Count, 1, 3);
        Assert.Null(events[^1].NeighbourChanged.Neighbour);
    }

    [Fact]
    public void A_neighbour_is_forgotten_when_its_time_is_over_and_when_the_link_is_lost()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        _desk.OnTurn();
        Hear(0, Sample.Frame(DiscoveryProtocol.Lldp, ttl: 120));
        Hear(1, Sample.Frame(DiscoveryProtocol.Lldp, ttl: 120));
        Neighbour heard = Assert.Single(Status(0).Neighbours);
        Assert.Equal((120u, (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10), (heard.TtlSeconds, heard.LastSeenUs));
        Uplinks[1].LinkUp = false;
        _desk.OnTurn();
        Assert.Empty(Status(1).Neighbours);
        Pass(119);
        Assert.Single(Status(0).Neighbours);
        Pass(2);
        Assert.Empty(Status(0).Neighbours);
        Assert.Equal(1UL, _counts["aged-neighbours"]);

        _sent.Clear();
        Pass(60);
        Assert.Empty(Told(Uplinks[1]));
        Uplinks[1].LinkUp = true;
        Pass(10);
        Assert.Equal(4, Told(Uplinks[1]).Count);
    }

    [Fact]
    public void What_is_told_anew_because_it_changed_is_told_at_once_and_an_equal_plan_tells_nothing()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        Pass(10);
        _sent.Clear();
        _plan = _plan.Clone();
        Pass(1);
        Assert.Empty(_sent);
        _plan = _plan.Clone();
        _plan.Switches[0].Discovery.Vlans.Add(new NamedVlan { Id = 20, Name = "db" });
        _desk.OnTurn();
        Assert.Equal([new HeardVlan(10, "web"), new HeardVlan(20, "db")], Sample.Read(Assert.Single(_sent, sent => sent.Uplink == Uplinks[0]).Frame).Vlans);
    }

    [Fact]
    public void That_an_uplink_is_of_a_LAG_is_told_and_whether_it_is_in_use_there()
    {
        Plan(DiscoveryProtocol.Lldp, listen: false, advertise: true);
        _plan.Switches[0].Lags.Add(new PlannedLag { Id = "lag1", Key = 5, Members = { new PlannedLagMember { PortId = "up1", Number = 1 } } });
        Pass(10);
        Assert.Equal((false, "0100000000"), Aggregation(Uplinks[0]));
        Assert.Equal((false, ""), Aggregation(Uplinks[1]));
        Uplinks[0].Lag = new LagMembership(new LagUse("lag1", _clock)) { Collects = true, Distributes = true };
        _sent.Clear();
        Assert.Equal(TimeSpan.Zero, _desk.TimeToDue());
        _desk.OnTurn();
        Assert.Equal((true, "0300000005"), Aggregation(Uplinks[0]));
        Assert.Empty(Told(Uplinks[1]));
        Uplinks[0].Lag!.Distributes = false;
        _sent.Clear();
        _desk.OnTurn();
        Assert.Equal((false, "0100000000"), Aggregation(Uplinks[0]));
    }

    [Fact]
    public void What_is_malformed_of_another_protocol_or_our_own_is_counted_by_name_and_kept_by_nobody()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        Pass(1);
        Hear(0, Sample.Lldp("0000"));
        Hear(0, Sample.Frame(DiscoveryProtocol.Cdp));
        Hear(0, _sent[0].Frame);
        Hear(0, new byte[60]);
        Assert.Empty(Status(0).Neighbours);
        Assert.All(["lldp-out-of-order", "discovery-other-protocol", "discovery-reflected", "discovery-unknown"], name => Assert.Equal(1UL, _counts[name]));
    }

    [Fact]
    public void A_flood_of_neighbours_is_bounded_in_time_and_in_room()
    {
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: false);
        _desk.OnTurn();
        for (int i = 0; i < 1000; i++)
        {
            Hear(0, Sample.Frame(DiscoveryProtocol.Lldp, Sample.Advertisement with { ChassisId = $"c{i}" }));
        }

        Assert.Equal((NeighbourTable.Capacity, 56u), (Status(0).Neighbours.Count, Status(0).MoreNeighbours));
        Assert.Equal((936UL, 56UL), (_counts["discovery-over-rate"], _counts["refused-neighbours"]));
    }

    [Fact]
    public void Without_the_address_of_its_NIC_an_uplink_tells_nothing()
    {
        Uplinks[0].Planned.Uplink.Mac = ByteString.Empty;
        Plan(DiscoveryProtocol.Lldp, listen: true, advertise: true);
        Pass(10);
        Assert.Equal((0, 4), (Told(Uplinks[0]).Count, Told(Uplinks[1]).Count));
    }

    private PortSlot Add(int number)
    {
        PortSlot slot = _slots.Add(new PortKey(new Guid(number, 0, 0, new byte[8]), 1), number, new PlannedPort
        {
            Id = $"up{number}",
            SwitchKey = 1,
            Attachment = new Attachment { PacketDevice = new PacketDevice { InterfaceIndex = number, InterfaceName = $"eth{number}" } },
            Uplink = new UplinkRole { UplinkName = $"Uplink {number}", Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, (byte)number) },
        });
        (slot.State, slot.LinkUp) = (PortState.Running, true);
        return slot;
    }

    private void Plan(DiscoveryProtocol protocol, bool listen, bool advertise) => _plan = new SwitchPlan
    {
        Switches =
        {
            new PlannedSwitch
            {
                Key = 1,
                Name = "prod",
                Mtu = 1500,
                Discovery = new DiscoverySettings
                {
                    Protocol = protocol,
                    Listen = listen,
                    Advertise = advertise,
                    ChassisId = "host-1",
                    SystemName = "h1",
                    Vlans = { new NamedVlan { Id = 10, Name = "web" } },
                },
            },
        },
    };

    private void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _desk.OnTurn();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        _desk.OnTurn();
    }

    private void Hear(int uplink, byte[] frame, PuntKind kind = PuntKind.Lldp, ushort vlan = 0) =>
        _desk.OnFrame(new PuntedFrame(Uplinks[uplink], new PuntEntry(Uplinks[uplink].Handle, kind, vlan, false, frame.Length), frame));

    /// <summary>As it was told last: what a reader makes of it, and the bytes of the TLV behind its subtype.</summary>
    private (bool InUse, string Bytes) Aggregation(PortSlot uplink)
    {
        byte[] frame = _sent.Last(sent => sent.Uplink == uplink).Frame;
        string text = Convert.ToHexString(frame);
        int at = text.IndexOf("FE090080C207", StringComparison.Ordinal);
        return (Sample.Read(frame).Aggregated, at < 0 ? "" : text.Substring(at + 12, 10));
    }

    private PortStatus Status(int uplink)
    {
        SwitchStatus status = new() { Ports = { new PortStatus { PortId = $"up{uplink + 1}" } } };
        _desk.Report(status);
        return status.Ports[0];
    }

    private List<(DiscoveryProtocol, int)> Told(PortSlot uplink) =>
        [.. _sent.Where(sent => sent.Uplink == uplink).Select(sent => Sample.Read(sent.Frame)).Select(heard => (heard.Protocol, heard.Ttl))];

    private int Send(PortSlot uplink, ulong destination, ulong source, ushort etherType, ReadOnlySpan<byte> payload)
    {
        _sent.Add((uplink, Sample.Frame(destination, source, etherType, payload)));
        return 1;
    }
}
