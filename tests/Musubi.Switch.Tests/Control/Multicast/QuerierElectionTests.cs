using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Control.Multicast.MembershipMessageTests;

namespace Musubi.Switch.Tests.Control.Multicast;

/// <summary>Who asks for listeners, and when (RFC 3376, 6.6.2).</summary>
public sealed class QuerierElectionTests
{
    private static readonly QuerierSettings WithAddress = new(125, Address("10.0.0.5"), Address("fe80::5"));

    [Fact]
    public void A_switch_without_an_address_asks_its_guests_and_nobody_else()
    {
        SnooperBed bed = new();
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        Assert.Equal("own", bed.Querier());
        bed.Wait(125);
        Assert.Contains("web igmp all", bed.Asked);
        Assert.Contains("web mld all", bed.Asked);
        Assert.Empty(bed.Told);
    }

    [Fact]
    public void It_asks_at_once_soon_again_and_then_in_its_interval()
    {
        SnooperBed bed = new(WithAddress);
        bed.Port("web", Vlan.Access(10));
        bed.Follow();
        List<int> times = [];
        for (int second = 0; second < 400; second++)
        {
            bed.Told.Clear();
            bed.Wait(1);
            times.AddRange(bed.Told.Where(told => told.StartsWith("ask 10 igmp all", StringComparison.Ordinal)).Select(_ => second));
        }

        Assert.Equal([0, 32, 157, 282], times.Select(time => time - times[0]));
    }

    [Fact]
    public void With_an_address_it_asks_the_network_too_in_each_VLAN()
    {
        SnooperBed bed = new(WithAddress);
        bed.Port("web", Vlan.Access(10));
        bed.Port("isolated", Vlan.Private(100, 101, 100));
        bed.Follow();
        bed.Wait(1);
        Assert.Equal([.. new[] { 10, 100 }.SelectMany(vlan => new[] { $"ask {vlan} igmp all from {Address("10.0.0.5"):x}", $"ask {vlan} mld all from {Address("fe80::5"):x}" }).Order()], bed.Told.Order());
    }

    [Theory]
    [InlineData("10.0.0.4", 9, ".4")]
    [InlineData("10.0.0.6", 9, "own")]
    [InlineData("10.0.0.5", 9, ".5")]
    [InlineData("10.0.0.5", 0x0200_0000_0100, "own")]
    [InlineData("10.0.0.4", SnooperBed.OwnMac, "own")]
    [InlineData("0.0.0.0", 9, "own")]
    public void The_lowest_address_asks_and_of_equal_ones_the_lowest_MAC(string source, ulong mac, string asks)
    {
        SnooperBed bed = new(WithAddress);
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(bed.Uplink, "query", source: source, mac: mac);
        Assert.Equal(asks, bed.Querier());
        Assert.Equal("own", bed.Querier(isIpv6: true));
    }

    [Fact]
    public void Who_yields_is_silent_until_the_other_has_been_for_its_time_and_then_asks_at_once()
    {
        SnooperBed bed = new(WithAddress);
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.1");
        bed.Mld(bed.Uplink, "query", source: "fe80::1");
        bed.Wait(254);
        Assert.DoesNotContain(bed.Told, told => told.StartsWith("ask", StringComparison.Ordinal));
        bed.Wait(2);
        Assert.Equal("own", bed.Querier());
        Assert.Contains(bed.Told, told => told.StartsWith("ask 10 igmp", StringComparison.Ordinal));
        Assert.Equal(4UL, bed.Counts["querier-changes"]);
    }

    [Fact]
    public void Of_two_others_the_lower_stays()
    {
        SnooperBed bed = new();
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.9");
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.3");
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.9");
        Assert.Equal(".3", bed.Querier());
    }

    [Fact]
    public void A_query_for_one_group_makes_nobody_the_querier()
    {
        SnooperBed bed = new();
        PortSlot liar = bed.Port("liar", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(liar, "query/239.1.1.1");
        Assert.Equal("own", bed.Querier());
    }

    [Fact]
    public void Where_the_switch_does_not_ask_and_nobody_else_does_groups_are_not_followed()
    {
        SnooperBed bed = new(hasQuerier: false);
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        Assert.Equal("nobody", bed.Querier());
        bed.Wait(200);
        Assert.Empty(bed.Asked);
        bed.Igmp(web, "query", source: "10.0.0.1");
        Assert.Equal((".1", "nobody"), (bed.Querier(), bed.Querier(isIpv6: true)));
        bed.Wait(256);
        Assert.Equal("nobody", bed.Querier());
    }

    [Fact]
    public void Another_s_interval_counts_for_how_long_members_stay_but_no_boundless_one()
    {
        SnooperBed bed = new();
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        QuerierElection election = bed.Zone()!.Ipv4.Querier;
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.1");
        Assert.Equal((125_000, 10_000), (election.Times.Interval, election.Times.Response));
        bed.Igmp(bed.Uplink, "v2query", source: "10.0.0.1");
        Assert.Equal((125_000, 2), (election.Times.Interval, election.Times.Robustness));
        byte[] greedy = GroupPackets.Frame(9, GroupPackets.Igmp("query", "10.0.0.1"));
        greedy[14 + 24 + 9] = 0xff;
        (greedy[14 + 24 + 2], greedy[14 + 24 + 3]) = (0, 0);
        ushort sum = GroupPackets.Checksum(greedy.AsSpan(14 + 24, 12));
        (greedy[14 + 24 + 2], greedy[14 + 24 + 3]) = ((byte)(sum >> 8), (byte)sum);
        bed.Snooper.OnMessage(bed.Uplink, 10, greedy, false);
        Assert.Equal(600_000, election.Times.Interval);
    }
}
