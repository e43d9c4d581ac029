using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding.Lags;

/// <summary>A LAG of two uplinks in teaming, beside one uplink that stands alone.</summary>
public sealed class LagForwardingTests
{
    private const string Lag = "lag1";

    private readonly PlanBuilder _plan = new();
    private readonly int _first;
    private readonly int _second;
    private readonly int _alone;

    public LagForwardingTests()
    {
        (_first, _second, _alone) = (_plan.Uplink(), _plan.Uplink(), _plan.Uplink());
        _plan.Plan.Switches[0].Lags.Add(new PlannedLag
        {
            Id = Lag,
            Key = 1,
            SystemId = PlanBuilder.Mac(MacOf(77)),
            Hash = new LagHash { Fields = LagHashFields.Mac, Sides = LagHashSides.Both },
            Members = { Member(_first), Member(_second) },
        });
    }

    [Fact]
    public void Conversations_are_spread_over_the_members_and_each_stays_where_it_is()
    {
        int port = Vnic(Lag);
        using PipelineBench bench = Build();
        int[] ways = [.. Enumerable.Range(0, 50).Select(i => WayOut(bench, port, Outside + (ulong)i))];
        Assert.Equal([_first, _second], ways.Distinct().Order());
        Assert.Equal(ways, Enumerable.Range(0, 50).Select(i => WayOut(bench, port, Outside + (ulong)i)));
    }

    [Fact]
    public void What_the_partner_sends_by_any_member_is_heard_once_and_by_no_port_elsewhere()
    {
        int port = Vnic(Lag);
        int elsewhere = Vnic(PlanBuilder.IdOf(_alone));
        using PipelineBench bench = Build();
        ReceivedBy(bench, _first, Make(Broadcast, Outside), port);
        ReceivedBy(bench, _second, Make(MacOf(port), Outside), port);
        ReceivedBy(bench, _alone, Make(Broadcast, Outside), elsewhere);
        Dropped(bench, _alone, Make(MacOf(port), Outside), DropReason.NotPinnedUplink, port);
    }

    [Fact]
    public void A_member_that_does_not_take_part_is_not_heard_and_by_one_that_only_collects_nothing_leaves()
    {
        int port = Vnic(Lag);
        using PipelineBench bench = Build();
        Say(bench, _second, collects: false, distributes: false);
        Dropped(bench, _second, Make(MacOf(port), Outside), DropReason.NotCollecting);
        Dropped(bench, _second, Make(Broadcast, 0), DropReason.NotCollecting);
        Say(bench, _second, collects: true, distributes: false);
        ReceivedBy(bench, _second, Make(MacOf(port), Outside), port);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(_first, WayOut(bench, port, Outside + (ulong)i)));
    }

    [Fact]
    public void Only_what_left_by_a_member_that_is_lost_moves_and_it_comes_back()
    {
        int port = Vnic(Lag);
        using PipelineBench bench = Build();
        int[] before = [.. Enumerable.Range(0, 50).Select(i => WayOut(bench, port, Outside + (ulong)i))];
        bench.SetLink(_first, false);
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(_second, WayOut(bench, port, Outside + (ulong)i)));
        bench.SetLink(_first, true);
        Assert.Equal(before, Enumerable.Range(0, 50).Select(i => WayOut(bench, port, Outside + (ulong)i)));
    }

    [Fact]
    public void A_LAG_without_members_in_use_is_a_failed_uplink()
    {
        int port = Vnic(Lag, PlanBuilder.IdOf(_alone));
        int bound = Vnic(Lag);
        using PipelineBench bench = Build();
        bench.SetLink(_first, false);
        Say(bench, _second, collects: true, distributes: false);
        Assert.Equal(_alone, WayOut(bench, port, Outside));
        Dropped(bench, bound, Make(Outside, MacOf(bound)), DropReason.NoUplink);
        ReceivedBy(bench, _alone, Make(MacOf(port), Outside), port);
        Dropped(bench, _second, Make(MacOf(port), Outside), DropReason.NotPinnedUplink, port);
        bench.SetLink(_first, true);
        Assert.Equal(_first, WayOut(bench, port, Outside));
    }

    [Fact]
    public void What_is_said_of_another_LAG_does_not_hold()
    {
        int port = Vnic(Lag);
        using PipelineBench bench = Build();
        bench.Set(_second, input => input with { Lag = new LagInput("lag2", true, true, null) });
        Dropped(bench, _second, Make(MacOf(port), Outside), DropReason.NotCollecting);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(_first, WayOut(bench, port, Outside + (ulong)i)));
    }

    [Fact]
    public void Beside_other_uplinks_source_MACs_have_a_LAG_as_they_have_an_uplink()
    {
        int port = _plan.Vnic(Vlan.Access(10), vnic =>
        {
            vnic.Teaming = new TeamingSettings { Policy = TeamingPolicy.SourceMac, Active = { Lag, PlanBuilder.IdOf(_alone) } };
            vnic.Security.ForgedTransmits = true;
            vnic.MacLearning = new MacLearning { Limit = 100, AgeingSeconds = 300 };
        });
        using PipelineBench bench = Build();
        HashSet<bool> seen = [];
        for (ulong mac = 0x0600_0000_0001; mac < 0x0600_0000_0020; mac++)
        {
            Forget(bench);
            bench.Receive(port, [Make(Outside, mac)]);
            bool byLag = bench.Ports[_alone].Offered.Count == 0;
            seen.Add(byLag);
            ReceivedBy(bench, _first, Make(mac, Outside, [10]), byLag ? [port] : []);
            ReceivedBy(bench, _second, Make(mac, Outside, [10]), byLag ? [port] : []);
            ReceivedBy(bench, _alone, Make(mac, Outside, [10]), byLag ? [] : [port]);
        }

        Assert.Equal(2, seen.Count);
    }

    private static PlannedLagMember Member(int uplink) => new() { PortId = PlanBuilder.IdOf(uplink), Number = (uint)uplink + 1 };

    private static int WayOut(PipelineBench bench, int port, ulong to)
    {
        Forget(bench);
        bench.Receive(port, [Make(to, MacOf(port))]);
        return Assert.Single(bench.Ports.Index(), other => other.Item.Offered.Count > 0).Index;
    }

    private static void Say(PipelineBench bench, int uplink, bool collects, bool distributes) =>
        bench.Set(uplink, input => input with { Lag = new LagInput(Lag, collects, distributes, null) });

    private int Vnic(params string[] order) => _plan.Vnic(
        Vlan.None, vnic => vnic.Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId, Failback = true, Active = { order[0] }, Standby = { order[1..] } });

    private PipelineBench Build()
    {
        PipelineBench bench = _plan.Build();
        Say(bench, _first, collects: true, distributes: true);
        Say(bench, _second, collects: true, distributes: true);
        return bench;
    }
}
