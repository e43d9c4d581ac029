using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Learning;

/// <summary>What a bridge behind a vNIC can rely on.</summary>
public sealed class MacLearningTests
{
    private const ulong Nested = 0x0600_0000_0001;

    [Fact]
    public void A_learned_MAC_is_reached_by_neighbours_and_from_the_wire_and_by_nobody_else()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int bridge = plan.Vnic(Vlan.Access(10), Learning());
        int neighbour = plan.Vnic(Vlan.Access(10));
        int other = plan.Vnic(Vlan.Access(20));
        using PipelineBench bench = plan.Build();

        bench.Receive(neighbour, [Frames.Make(Nested, Frames.MacOf(neighbour))]);
        Assert.Single(bench.Ports[uplink].Offered);
        bench.Receive(bridge, [Frames.Make(Frames.Outside, Nested)]);
        Clear(bench);

        bench.Receive(neighbour, [Frames.Make(Nested, Frames.MacOf(neighbour))]);
        bench.Receive(uplink, [Frames.Make(Nested, Frames.Outside, [10])]);
        bench.Receive(uplink, [Frames.Make(Nested, Frames.Outside, [20])]);
        Assert.Equal([0, 2, 0, 0], bench.Ports.Select(port => port.Offered.Count));
        Assert.Empty(bench.Ports[other].Offered);
        Assert.Equal(1, bench.Drops(uplink, DropReason.UnknownUnicast));
    }

    [Fact]
    public void Without_forged_transmits_nothing_is_learned_and_foreign_sources_are_forged()
    {
        PlanBuilder plan = new();
        int bridge = plan.Vnic(Vlan.None, vnic =>
        {
            Learning()(vnic);
            vnic.Security.ForgedTransmits = false;
        });
        using PipelineBench bench = plan.Build();
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Nested)]);
        Assert.Equal(1, bench.Drops(bridge, DropReason.ForgedTransmit));
        Assert.Empty(bench.LearnedAt(bridge));
    }

    [Fact]
    public void Accepted_MAC_changes_do_not_make_a_bridged_source_the_guests_own()
    {
        PlanBuilder plan = new();
        int bridge = plan.Vnic(Vlan.None, vnic =>
        {
            Learning()(vnic);
            vnic.Security.MacChanges = true;
        });
        using PipelineBench bench = plan.Build();
        Assert.Equal(0UL, bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Nested)]));
        Assert.Equal(Frames.MacOf(bridge), bench.Plan.Ports[bridge].EffectiveMac);
        Assert.Equal([(Nested, 0)], bench.LearnedAt(bridge));
    }

    [Theory]
    [InlineData(true, 0, 1)]
    [InlineData(false, 1, 0)]
    public void At_the_limit_further_sources_are_dropped_or_pass_unlearned(bool drops, int delivered, int dropped)
    {
        PlanBuilder plan = new();
        int bridge = plan.Vnic(Vlan.None, Learning(limit: 2, drops: drops));
        int neighbour = plan.Vnic(Vlan.None);
        using PipelineBench bench = plan.Build();
        bench.Receive(bridge, [Frames.Make(Frames.MacOf(neighbour), Nested), Frames.Make(Frames.MacOf(neighbour), Nested + 1)]);
        Clear(bench);

        bench.Receive(bridge, [Frames.Make(Frames.MacOf(neighbour), Nested + 2)]);
        Assert.Equal(delivered, bench.Ports[neighbour].Offered.Count);
        Assert.Equal(dropped, bench.Drops(bridge, DropReason.MacLimit));
        Assert.Equal([(Nested, 0), (Nested + 1, 0)], bench.LearnedAt(bridge));

        bench.Receive(bridge, [Frames.Make(Frames.MacOf(neighbour), Frames.MacOf(bridge)), Frames.Make(Frames.MacOf(neighbour), Nested)]);
        Assert.Equal(delivered + 2, bench.Ports[neighbour].Offered.Count);
    }

    [Fact]
    public void A_MAC_that_says_nothing_is_forgotten_after_its_time_and_one_that_speaks_is_kept()
    {
        PlanBuilder plan = new();
        int bridge = plan.Vnic(Vlan.None, Learning(ageing: 10));
        using PipelineBench bench = plan.Build();
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Nested), Frames.Make(Frames.Broadcast, Nested + 1)]);
        bench.Wait(8);
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Nested)]);
        bench.Wait(2);
        Assert.Equal(2, bench.LearnedAt(bridge).Count());
        bench.Wait(1);
        Assert.Equal([(Nested, 0)], bench.LearnedAt(bridge));
    }

    [Fact]
    public void Only_ports_that_learn_and_flood_hear_unicast_to_nobody_known()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int flooding = plan.Vnic(Vlan.None, Learning(flooding: true));
        int learning = plan.Vnic(Vlan.None, Learning());
        int plain = plan.Vnic(Vlan.None);
        using PipelineBench bench = plan.Build();

        bench.Receive(plain, [Frames.Make(Frames.Outside, Frames.MacOf(plain))]);
        Assert.Equal([1, 1, 0, 0], bench.Ports.Select(port => port.Offered.Count));
        bench.Receive(uplink, [Frames.Make(Nested, Frames.Outside)]);
        Assert.Equal([1, 2, 0, 0], bench.Ports.Select(port => port.Offered.Count));
        Assert.Equal(0, bench.Drops(uplink, DropReason.UnknownUnicast));
        bench.Receive(flooding, [Frames.Make(Nested + 1, Frames.MacOf(flooding))]);
        Assert.Equal([2, 2, 0, 0], bench.Ports.Select(port => port.Offered.Count));
        Assert.Empty(bench.Ports[learning].Offered);
    }

    [Fact]
    public void Our_own_echo_is_dropped_and_a_MAC_that_went_elsewhere_is_let_go()
    {
        PlanBuilder plan = new();
        int uplink = plan.Uplink();
        int bridge = plan.Vnic(Vlan.None, Learning());
        int neighbour = plan.Vnic(Vlan.None);
        using PipelineBench bench = plan.Build();
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Nested)]);
        bench.Wait(1);
        bench.Receive(uplink, [Frames.Make(Frames.Broadcast, Nested)]);
        Assert.Equal(1, bench.Drops(uplink, DropReason.Reflected));

        bench.Wait(1);
        Clear(bench);
        bench.Receive(uplink, [Frames.Make(Frames.Broadcast, Nested)]);
        Assert.Single(bench.Ports[neighbour].Offered);
        bench.Receive(neighbour, [Frames.Make(Nested, Frames.MacOf(neighbour))]);
        Assert.Single(bench.Ports[uplink].Offered);
        bench.Wait(1);
        Assert.Empty(bench.LearnedAt(bridge));
    }

    [Fact]
    public void A_MAC_moves_from_port_to_port_once_a_second_at_most()
    {
        PlanBuilder plan = new();
        int one = plan.Vnic(Vlan.None, Learning());
        int two = plan.Vnic(Vlan.None, Learning());
        using PipelineBench bench = plan.Build();
        bench.Receive(one, [Frames.Make(Frames.Broadcast, Nested)]);
        bench.Receive(two, [Frames.Make(Frames.Broadcast, Nested)]);
        Assert.Equal([(Nested, 0)], bench.LearnedAt(one));
        bench.Wait(1);
        bench.Receive(two, [Frames.Make(Frames.Broadcast, Nested)]);
        Assert.Equal([(Nested, 0)], bench.LearnedAt(two));
        Assert.Empty(bench.LearnedAt(one));
        Assert.Equal((1, 1), (bench.Learner.Counts.Moved, bench.Learner.Counts.HeldMoves));
    }

    [Fact]
    public void A_vNICs_own_MAC_is_never_learned_at_another_port()
    {
        PlanBuilder plan = new();
        int bridge = plan.Vnic(Vlan.None, Learning());
        int neighbour = plan.Vnic(Vlan.None);
        using PipelineBench bench = plan.Build();
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Frames.MacOf(neighbour))]);
        Assert.Empty(bench.LearnedAt(bridge));
        bench.SetRunning(neighbour, false);
        bench.Receive(bridge, [Frames.Make(Frames.Broadcast, Frames.MacOf(neighbour))]);
        Assert.Single(bench.LearnedAt(bridge));
        bench.SetRunning(neighbour, true);
        Assert.Empty(bench.LearnedAt(bridge));
    }

    private static Action<VnicRole> Learning(uint limit = 4096, bool drops = false, bool flooding = false, uint ageing = 300) => vnic =>
    {
        vnic.Security.ForgedTransmits = true;
        vnic.MacLearning = new MacLearning { Limit = limit, DropAtLimit = drops, Flooding = flooding, AgeingSeconds = ageing };
    };

    private static void Clear(PipelineBench bench) => Array.ForEach(bench.Ports, port => port.Offered.Clear());
}
