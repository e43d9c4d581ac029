using System.Buffers.Binary;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding.Punting;

/// <summary>What the switch itself takes from the wire, and what it leaves.</summary>
public sealed class ConsumeTests
{
    private const ulong Lacp = 0x0180_c200_0002;
    private const ulong Lldp = 0x0180_c200_000e;
    private const ulong Cisco = 0x0100_0ccc_cccc;
    private const PuntKinds Every = PuntKinds.SlowProtocol | PuntKinds.Lldp | PuntKinds.Cdp | PuntKinds.Beacon;

    private readonly PlanBuilder _plan = new();
    private readonly int _uplink;
    private readonly int _other;
    private readonly int _vnic;

    public ConsumeTests()
    {
        _uplink = _plan.Uplink();
        _other = _plan.Uplink();
        _vnic = _plan.Vnic(Vlan.Access(10));
    }

    [Theory]
    [InlineData(Lacp, 0x8809, PuntKind.SlowProtocol)]
    [InlineData(Lldp, 0x88cc, PuntKind.Lldp)]
    [InlineData(0x0180_c200_0003, 0x88cc, PuntKind.Lldp)]
    [InlineData(0x0180_c200_0000, 0x88cc, PuntKind.Lldp)]
    [InlineData(Cisco, 0x0040, PuntKind.Cdp)]
    public void What_somebody_listens_for_is_taken_whatever_the_vlan_and_the_link(ulong to, int etherType, PuntKind kind)
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        bench.SetLink(_uplink, false);
        Dropped(bench, _uplink, Typed(to, etherType), DropReason.Consumed);
        PuntEntry entry = Read(bench.Punts.RingOf(kind), out _);
        Assert.Equal((kind, _uplink), (entry.Kind, (int)entry.Port));
        Assert.False(IsAnyTaken(bench));
        Assert.DoesNotContain(bench.Punts.Snooped, ring => ring.HasFrames);
    }

    /// <summary>A beacon of the data plane itself, of another one, and what only has the EtherType.</summary>
    [Theory]
    [InlineData(PipelineBench.BeaconOrigin, true, true)]
    [InlineData(PipelineBench.BeaconOrigin + 1, true, false)]
    [InlineData(PipelineBench.BeaconOrigin, false, false)]
    public void No_beacon_reaches_a_guest_and_only_own_ones_are_handed_over(ulong origin, bool isBeacon, bool isHandedOver)
    {
        TestFrame frame = Beacon(Outside, origin, isBeacon, 10);
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        if (isBeacon)
        {
            Dropped(bench, _uplink, frame, DropReason.Consumed);
        }
        else
        {
            ReceivedBy(bench, _uplink, frame, _vnic);
        }

        Assert.Equal(isHandedOver, IsAnyTaken(bench));
    }

    [Fact]
    public void A_guest_sends_no_beacons_but_whatever_else_has_their_EtherType()
    {
        int neighbour = _plan.Vnic(Vlan.Access(10));
        using PipelineBench bench = _plan.Build();
        Dropped(bench, _vnic, Beacon(MacOf(_vnic), PipelineBench.BeaconOrigin, isBeacon: true), DropReason.ForgedBeacon);
        ReceivedBy(bench, _vnic, Beacon(MacOf(_vnic), PipelineBench.BeaconOrigin, isBeacon: false), neighbour, bench.Plan.Ports[_vnic].PinnedUplink);
    }

    [Theory]
    [InlineData(Lacp, 0x88cc)]
    [InlineData(Lldp, 0x8809)]
    [InlineData(0x0180_c200_0001, 0x8808)]
    [InlineData(0x0180_c200_0000, 0x0026)]
    [InlineData(0x0180_c200_000f, 0x88cc)]
    public void What_is_of_no_protocol_that_the_switch_speaks_is_dropped_as_ever(ulong to, int etherType)
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        Dropped(bench, _uplink, Typed(to, etherType), DropReason.ReservedGroup);
        Assert.False(IsAnyTaken(bench));
    }

    [Fact]
    public void Slow_protocols_have_no_tag()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        Dropped(bench, _uplink, Typed(Lacp, 0x8809, tags: [10]), DropReason.ReservedGroup);
        Assert.False(IsAnyTaken(bench));
    }

    [Fact]
    public void Where_nobody_listens_nothing_changes()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, PuntKinds.Lldp);
        Dropped(bench, _uplink, Typed(Lacp, 0x8809), DropReason.ReservedGroup);
        ReceivedBy(bench, _uplink, Typed(Cisco, 0x0040, tags: [10]), _vnic);
        ReceivedBy(bench, _uplink, Typed(Broadcast, 0x88b6, tags: [10]), _vnic);
        Dropped(bench, _other, Typed(Lldp, 0x88cc), DropReason.ReservedGroup);
        Assert.False(IsAnyTaken(bench));
    }

    [Fact]
    public void What_a_guest_sends_is_never_taken_for_the_switch_s_own()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        Dropped(bench, _vnic, Typed(Lldp, 0x88cc, from: MacOf(_vnic)), DropReason.ReservedGroup);
        ReceivedBy(bench, _vnic, Typed(Cisco, 0x0040, from: MacOf(_vnic)), _uplink);
        ReceivedBy(bench, _vnic, Typed(Broadcast, 0x88b6, from: MacOf(_vnic)), _uplink);
        Assert.False(IsAnyTaken(bench));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Multicast)]
    public void A_source_that_nobody_can_have_is_not_listened_to(ulong source)
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        Dropped(bench, _uplink, Typed(Lacp, 0x8809, from: source), DropReason.InvalidSource);
        Assert.False(IsAnyTaken(bench));
    }

    [Fact]
    public void Unicast_beside_it_in_the_batch_goes_its_way()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        bench.Receive(_uplink, [Make(MacOf(_vnic), Outside, [10]), Typed(Lacp, 0x8809), Make(MacOf(_vnic), Outside, [10])]);
        Assert.Equal(2, bench.Ports[_vnic].Offered.Count);
        Assert.Equal(1, bench.Drops(_uplink, DropReason.Consumed));
    }

    [Fact]
    public void The_copy_has_the_frame_without_its_tag_and_the_vlan_beside_it()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        TestFrame tagged = Typed(Cisco, 0x0040, tags: [0x6123]);
        bench.Receive(_uplink, [tagged]);
        PuntEntry entry = Read(bench.Punts.RingOf(PuntKind.Cdp), out byte[] bytes);
        Assert.Equal((0x123, false, tagged.Bytes.Length - 4), (entry.Vlan, entry.Cut, entry.Length));
        Assert.Equal([.. tagged.Bytes[..12], .. tagged.Bytes[16..]], bytes);
    }

    [Fact]
    public void A_long_frame_is_cut_and_says_so()
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        bench.Receive(_uplink, [Typed(Lacp, 0x8809, payload: PuntRing.MostBytes - 14), Typed(Lacp, 0x8809, payload: PuntRing.MostBytes - 13)]);
        PuntEntry whole = Read(bench.Punts.RingOf(PuntKind.SlowProtocol), out _);
        PuntEntry cut = Read(bench.Punts.RingOf(PuntKind.SlowProtocol), out _);
        Assert.Equal((PuntRing.MostBytes, false), (whole.Length, whole.Cut));
        Assert.Equal((PuntRing.MostBytes, true), (cut.Length, cut.Cut));
    }

    [Fact]
    public void What_finds_no_room_is_counted_and_consumed_all_the_same()
    {
        const int Sent = 64 * 50;
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        TestFrame[] batch = [.. Enumerable.Repeat(Typed(Lldp, 0x88cc, payload: 500), 64)];
        for (int i = 0; i < Sent / 64; i++)
        {
            bench.Receive(_uplink, batch);
        }

        Assert.Equal(Sent, bench.Drops(_uplink, DropReason.Consumed));
        int kept = 0;
        while (IsAnyTaken(bench))
        {
            Read(bench.Punts.RingOf(PuntKind.Lldp), out _);
            kept++;
        }

        Assert.InRange(kept, 100, Sent - 1);
        Assert.Equal(Sent - kept, bench.Punts.RingOf(PuntKind.Lldp).Lost);
        bench.Receive(_uplink, [Typed(Lacp, 0x8809)]);
        Assert.Equal(PuntKind.SlowProtocol, Read(bench.Punts.RingOf(PuntKind.SlowProtocol), out _).Kind);
    }

    [Theory]
    [InlineData(PuntKind.Multicast)]
    [InlineData(PuntKind.Dhcp)]
    [InlineData(PuntKind.Neighbour)]
    public void A_flood_of_copies_costs_nothing_else_a_frame(PuntKind kind)
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        FrameColumns columns = new();
        FrameBatch batch = new(columns, 1);
        for (int i = 0; i < 100_000; i++)
        {
            bench.Punts.TryPunt(kind, in batch, 0);
        }

        Assert.True(bench.Punts.RingOf(kind).Lost > 0);
        foreach (PuntKind other in (PuntKind[])[PuntKind.Multicast, PuntKind.Dhcp, PuntKind.Neighbour])
        {
            Assert.Equal(other != kind, bench.Punts.TryPunt(other, in batch, 0));
        }

        bench.Receive(_uplink, [Typed(Lacp, 0x8809)]);
        Assert.Equal((PuntKind.SlowProtocol, 0L), (Read(bench.Punts.RingOf(PuntKind.SlowProtocol), out _).Kind, bench.Punts.RingOf(PuntKind.SlowProtocol).Lost));
    }

    /// <summary>Anybody can send CDP whose switch passes it on; no LAG falls apart by that, nor does a team.</summary>
    [Theory]
    [InlineData(Cisco, 0x0040, PuntKind.Cdp)]
    [InlineData(Lldp, 0x88cc, PuntKind.Lldp)]
    public void A_flood_of_one_protocol_costs_the_others_nothing(ulong to, int etherType, PuntKind kind)
    {
        using PipelineBench bench = _plan.Build();
        bench.Listen(_uplink, Every);
        TestFrame[] batch = [.. Enumerable.Repeat(Typed(to, etherType, payload: 1400), 64)];
        for (int i = 0; i < 10; i++)
        {
            bench.Receive(_uplink, batch);
        }

        Assert.True(bench.Punts.RingOf(kind).Lost > 0);
        bench.Receive(_uplink, [Typed(Lacp, 0x8809), Beacon(Outside, PipelineBench.BeaconOrigin, isBeacon: true)]);
        Assert.Equal((PuntKind.SlowProtocol, PuntKind.Beacon), (Read(bench.Punts.RingOf(PuntKind.SlowProtocol), out _).Kind, Read(bench.Punts.RingOf(PuntKind.Beacon), out _).Kind));
    }

    [Fact]
    public void The_reader_is_woken_when_it_had_read_everything_and_only_then()
    {
        using PuntRing ring = new(4096);
        Assert.False(ring.Publish());
        Assert.True(WriteOne(ring));
        Assert.False(WriteOne(ring));
        Read(ring, out _);
        Assert.False(ring.TryRest());
        Read(ring, out _);
        Assert.True(ring.TryRest());
        Assert.True(WriteOne(ring));
    }

    /// <summary>Whether the reader must be woken for it.</summary>
    private static bool WriteOne(PuntRing ring)
    {
        FrameBatch batch = new(new FrameColumns(), 1);
        Assert.True(ring.TryWrite(7, PuntKind.Dhcp, in batch, 0));
        return ring.Publish();
    }

    private static bool IsAnyTaken(PipelineBench bench) => bench.Punts.Protocols.Any(ring => ring.HasFrames);

    private static PuntEntry Read(PuntRing ring, out byte[] bytes)
    {
        byte[] buffer = new byte[PuntRing.MostBytes];
        Assert.True(ring.TryRead(buffer, out PuntEntry entry));
        bytes = buffer[..entry.Length];
        return entry;
    }

    private static TestFrame Typed(ulong to, int etherType, int[]? tags = null, int payload = 46, ulong from = Outside)
    {
        TestFrame frame = Make(to, from, tags, payload);
        BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes.AsSpan(12 + (4 * (tags?.Length ?? 0))), (ushort)etherType);
        return frame;
    }

    private static TestFrame Beacon(ulong source, ulong origin, bool isBeacon, params int[] tags)
    {
        TestFrame frame = Make(Broadcast, source, tags);
        Span<byte> behind = frame.Bytes.AsSpan(12 + (4 * tags.Length));
        BinaryPrimitives.WriteUInt16BigEndian(behind, 0x88b6);
        BeaconMark.Write(behind[2..], origin);
        behind[9] = (byte)(isBeacon ? 1 : 2);
        return frame;
    }
}
