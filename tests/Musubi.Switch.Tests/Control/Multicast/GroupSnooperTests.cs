using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Multicast;

public sealed class GroupSnooperTests
{
    [Fact]
    public void A_port_is_a_member_from_its_report_until_it_leaves_or_falls_silent()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        PortSlot db = bed.Port("db", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(web, "report/239.1.1.1");
        bed.Igmp(db, "v3/to_ex/239.1.1.1");
        bed.Mld(db, "report/ff05::7");
        Assert.Equal(("db web", "db"), (bed.Members("239.1.1.1"), bed.Members("ff05::7")));
        bed.Igmp(web, "leave/239.1.1.1");
        Assert.Equal("db", bed.Members("239.1.1.1"));
        bed.Wait(258);
        Assert.Equal("db", bed.Members("239.1.1.1"));
        bed.Wait(3);
        Assert.Equal(("", ""), (bed.Members("239.1.1.1"), bed.Members("ff05::7")));
        Assert.Equal(0, bed.Snooper.Memberships);
    }

    [Fact]
    public void A_group_in_one_VLAN_is_none_in_another()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        PortSlot other = bed.Port("other", Vlan.Access(20));
        bed.Settle();
        bed.Igmp(web, "report/239.1.1.1");
        bed.Igmp(other, "report/239.1.1.2", vlan: 20);
        Assert.Equal(("web", "", "", "other"), (bed.Members("239.1.1.1"), bed.Members("239.1.1.1", 20), bed.Members("239.1.1.2"), bed.Members("239.1.1.2", 20)));
    }

    [Fact]
    public void Link_local_groups_are_everybody_s_and_take_no_room()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(web, "report/224.0.0.251");
        bed.Mld(web, "v3/is_ex/ff02::1:ff00:7+is_ex/ff01::1+is_ex/ff05::7");
        Assert.Equal(1, bed.Snooper.Memberships);
    }

    [Fact]
    public void A_port_with_others_behind_it_is_asked_before_a_group_is_taken_from_it()
    {
        SnooperBed bed = new();
        PortSlot bridge = bed.Port("bridge", Vlan.Access(10), alone: false);
        bed.Settle();
        bed.Igmp(bridge, "report/239.1.1.1");
        bed.Igmp(bridge, "leave/239.1.1.1");
        Assert.Equal(["bridge igmp .1"], bed.Asked);
        bed.Wait(1);
        Assert.Equal(["bridge igmp .1", "bridge igmp .1"], bed.Asked);
        Assert.Equal("bridge", bed.Members("239.1.1.1"));
        bed.Wait(1);
        Assert.Equal("", bed.Members("239.1.1.1"));
        bed.Igmp(bridge, "v3/is_in/239.1.1.1/10.0.0.5,10.0.0.6");
        bed.Asked.Clear();
        bed.Igmp(bridge, "v3/block/239.1.1.1/10.0.0.5");
        Assert.Equal(["bridge igmp .1 .5"], bed.Asked);
    }

    [Fact]
    public void Who_has_just_come_is_asked_twice_and_hears_everything_meanwhile()
    {
        SnooperBed bed = new();
        bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Port("new", Vlan.Access(10));
        bed.Follow();
        Assert.Equal(["new igmp all", "new mld all"], bed.Asked);
        Assert.Equal("new", bed.HearingAll());
        bed.Wait(2);
        Assert.Equal(4, bed.Asked.Count(asked => asked.StartsWith("new ", StringComparison.Ordinal)));
        bed.Wait(8);
        Assert.Equal("new", bed.HearingAll());
        bed.Wait(2);
        Assert.Equal("", bed.HearingAll());
    }

    [Fact]
    public void Who_leaves_takes_its_groups_along_and_knows_nothing_when_it_is_back()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(web, "report/239.1.1.1");
        web.Planned.Vnic.Vlan = Vlan.Access(20);
        bed.Follow();
        Assert.Null(bed.Zone(10));
        Assert.Equal(("", "web", 0), (bed.Members("239.1.1.1", 20), bed.HearingAll(20), bed.Snooper.Memberships));
        bed.Remove(web);
        bed.Follow();
        Assert.Empty(bed.Snooper.Zones);
        Assert.Equal(Timeout.InfiniteTimeSpan, bed.Snooper.TimeToDue());
    }

    [Fact]
    public void A_port_that_moves_to_another_uplink_is_told_of_there_at_once_and_asked()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        PortSlot trunk = bed.Port("trunk", Vlan.Trunk((10, 10)));
        bed.Settle();
        bed.Igmp(web, "report/239.1.1.1");
        bed.Igmp(web, "report/239.1.1.2");
        bed.Mld(web, "report/ff05::7");
        bed.Igmp(trunk, "report/239.1.1.3");
        web.PinnedUplink = trunk.PinnedUplink = "Uplink 2";
        bed.Follow();
        Assert.Equal(["web by Uplink 2 in 10: .1 .2", "web by Uplink 2 in 10: :7", "trunk by Uplink 2 in 10: .3", "trunk by Uplink 2 in 10:"], bed.Told.Where(told => !told.EndsWith(':')).Concat(bed.Told.Where(told => told.EndsWith(':'))));
        Assert.Contains("web igmp all", bed.Asked);
        Assert.Contains("trunk tag 10 mld all", bed.Asked);
        bed.Told.Clear();
        web.PinnedUplink = null;
        bed.Follow();
        Assert.Empty(bed.Told);
        web.PinnedUplink = "Uplink 1";
        bed.Follow();
        Assert.Equal(2, bed.Told.Count);
    }

    [Fact]
    public void A_private_VLAN_is_one_zone_whatever_class_speaks()
    {
        SnooperBed bed = new();
        PortSlot isolated = bed.Port("isolated", Vlan.Private(100, 101, 100));
        PortSlot router = bed.Port("router", Vlan.Private(100, 100, 100, 101, 102));
        bed.Settle();
        bed.Igmp(isolated, "report/239.1.1.1", vlan: 101);
        bed.Igmp(router, "query", vlan: 100);
        Assert.Equal(("isolated", "router", ".7"), (bed.Members("239.1.1.1", 100), bed.Routers(100), bed.Querier(102)));
    }

    /// <summary>An isolated port's query is heard by promiscuous ports only: were it the querier, nobody would ask the others and all would be forgotten.</summary>
    [Fact]
    public void Who_asks_in_a_secondary_VLAN_is_no_querier_of_the_private_VLAN()
    {
        SnooperBed bed = new();
        PortSlot isolated = bed.Port("isolated", Vlan.Private(100, 101, 100));
        bed.Port("other", Vlan.Private(100, 101, 100));
        bed.Settle();
        bed.Igmp(isolated, "query", vlan: 101);
        bed.Mld(isolated, "query", vlan: 101);
        bed.Igmp(bed.Uplink, "query", vlan: 101);
        Assert.Equal(("own", "own", "isolated"), (bed.Querier(100), bed.Querier(100, isIpv6: true), bed.Routers(100)));
        bed.Wait(130);
        Assert.Contains("other igmp all", bed.Asked);
    }

    [Fact]
    public void A_trunk_makes_zones_of_the_VLANs_that_it_speaks_in_up_to_a_bound()
    {
        SnooperBed bed = new();
        PortSlot trunk = bed.Port("trunk", Vlan.Trunk((0, 4094)));
        PortSlot other = bed.Port("other", Vlan.Trunk((0, 100)));
        bed.Follow();
        Assert.Empty(bed.Snooper.Zones);
        for (int vlan = 1; vlan <= 100; vlan++)
        {
            bed.Igmp(trunk, "report/239.1.1.1", vlan);
        }

        Assert.Equal(ZoneDirectory.MostOfTrunk, bed.Snooper.Zones.Count);
        Assert.Equal(100UL - ZoneDirectory.MostOfTrunk, bed.Counts["unfollowed-group-messages"]);
        bed.Igmp(other, "report/239.1.1.1", vlan: 1);
        bed.Igmp(other, "report/239.1.1.1", vlan: 99);
        Assert.Equal(("other trunk", "other"), (bed.Members("239.1.1.1", 1), bed.Members("239.1.1.1", 99)));
        bed.Igmp(other, "report/239.1.1.1", vlan: 101);
        Assert.Null(bed.Zone(101));
        bed.Remove(trunk);
        bed.Follow();
        Assert.Equal([99], bed.Snooper.Zones.Select(zone => zone.Key.Vlan));
        Assert.Equal(1, bed.Snooper.Memberships);
    }

    [Fact]
    public void A_port_keeps_256_groups_and_hears_all_beyond_them_and_no_other_port_notices()
    {
        SnooperBed bed = new();
        PortSlot greedy = bed.Port("greedy", Vlan.Access(10));
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        for (int i = 0; i < 300; i++)
        {
            bed.Igmp(greedy, $"report/239.7.{i / 256}.{i % 256}");
        }

        bed.Igmp(web, "report/239.1.1.1");
        Assert.Equal(("greedy", 257, 44UL), (bed.HearingAll(), bed.Snooper.Memberships, bed.Counts["refused-groups"]));
        bed.Wait(261);
        Assert.Equal("", bed.HearingAll());
    }

    [Fact]
    public void Shares_shrink_with_the_number_of_ports_and_what_is_beyond_them_is_given_back()
    {
        SnooperBed bed = new();
        PortSlot early = bed.Port("early", Vlan.Access(10));
        bed.Settle();
        for (int i = 0; i < 200; i++)
        {
            bed.Igmp(early, $"report/239.7.0.{i}");
        }

        for (int i = 0; i < 511; i++)
        {
            bed.Port($"p{i}", Vlan.Access(10));
        }

        bed.Follow();
        Assert.Equal(GroupBudget.Capacity / 512, bed.Snooper.Memberships);
        Assert.Contains("early", bed.HearingAll(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_sources_than_are_kept_are_all_heard()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(web, "v3/is_in/239.1.1.1/10.0.0.1*33");
        Assert.Equal("web", bed.Members("239.1.1.1"));
        Assert.True(bed.Zone()!.Ports[web].Groups.Values.Single().Excludes);
        Assert.Equal(1UL, bed.Counts["refused-group-sources"]);
    }

    [Fact]
    public void A_report_that_is_cut_makes_its_port_hear_everything_and_what_is_broken_is_counted()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        byte[] frame = GroupPackets.Frame(7, GroupPackets.Igmp("v3/is_ex/239.1.1.1", "10.0.0.7"));
        bed.Snooper.OnMessage(web, 10, frame.AsSpan(0, 40), cut: true);
        Assert.Equal("web", bed.HearingAll());
        frame[^14] ^= 1;
        bed.Snooper.OnMessage(web, 10, frame, cut: false);
        Assert.Equal(("", 1UL), (bed.Members("239.1.1.1"), bed.Counts["malformed-group-messages"]));
    }

    [Fact]
    public void Routers_are_heard_by_their_queries_and_hellos_and_forgotten_when_they_fall_silent()
    {
        SnooperBed bed = new();
        PortSlot router = bed.Port("router", Vlan.Access(10));
        PortSlot pim = bed.Port("pim", Vlan.Access(10));
        bed.Settle();
        bed.Igmp(router, "query", source: "0.0.0.0");
        Assert.Equal("", bed.Routers());
        bed.Igmp(router, "query");
        bed.Snooper.OnMessage(pim, 10, GroupPackets.Frame(8, GroupPackets.PimHello("10.0.0.8")), false);
        bed.Igmp(bed.Uplink, "query", source: "10.0.0.1");
        Assert.Equal("pim router", bed.Routers());
        Assert.Single(bed.Zone()!.Ipv4.RouterUplinks);
        bed.Wait(256);
        Assert.Equal("", bed.Routers());
        Assert.Empty(bed.Zone()!.Ipv4.RouterUplinks);
    }

    [Fact]
    public void Workers_get_a_new_table_only_when_something_is_delivered_otherwise()
    {
        SnooperBed bed = new();
        PortSlot web = bed.Port("web", Vlan.Access(10));
        bed.Settle();
        Built(bed);
        bed.Igmp(web, "report/239.1.1.1");
        Assert.True(bed.Snooper.IsChanged);
        Built(bed);
        bed.Igmp(web, "report/239.1.1.1");
        bed.Wait(5);
        Assert.False(bed.Snooper.IsChanged);
        bed.Igmp(web, "leave/239.1.1.1");
        Assert.True(bed.Snooper.IsChanged);
    }

    private static void Built(SnooperBed bed) =>
        bed.Snooper.Build(PlanCompiler.Compile(new PlanBuilder().Plan, []), new Dictionary<uint, int> { [SnooperBed.Key] = 0 }, () => 1);
}
