using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Teaming;

/// <summary>Ports that leave an uplink because of what it carries.</summary>
public sealed class LoadTeamingTests
{
    private const ulong Gigabit = 1_000_000_000;

    [Fact]
    public void Ports_start_by_their_number_and_some_leave_an_uplink_that_is_three_quarters_full_for_thirty_seconds()
    {
        using TeamBed bed = Team(uplinks: 2, ports: 6);
        Assert.Equal([0, 1, 0, 1, 0, 1], bed.Pinned);
        foreach (int port in (int[])[0, 2, 4])
        {
            bed.SetRate(port, 0.26 * Gigabit);
        }

        bed.Run(29);
        Assert.Equal([0, 1, 0, 1, 0, 1], bed.Pinned);
        bed.Run(7);
        Assert.Single([0, 2, 4], port => bed.Pinned[port] == 1);
        Assert.Equal(1UL, bed.Counts["load-moves"]);
        UplinkMoved moved = Assert.Single(bed.TakeEvents(), happened => happened.UplinkMoved is { Reason: MoveReason.Load }).UplinkMoved;
        Assert.Equal((PlanBuilder.IdOf(0), PlanBuilder.IdOf(1), 1u), (moved.FromUplink, moved.ToUplink, moved.Ports));
    }

    [Fact]
    public void A_port_that_moved_is_announced_where_it_is_now()
    {
        using TeamBed bed = Team(uplinks: 2, ports: 2);
        bed.SetRate(0, 0.5 * Gigabit);
        bed.Plan.Ports[3].Vnic.Number = 2;
        bed.Apply();
        bed.SetRate(1, 0.4 * Gigabit);
        Assert.Equal([0, 0], bed.Pinned);
        bed.Run(10);
        bed.Kept[1].Clear();
        bed.Run(30);
        int moved = Assert.Single([0, 1], port => bed.Pinned[port] == 1);
        Assert.Contains(bed.Kept[1], sent => TeamBed.Untag(sent).Frame.AsSpan(6, 6).SequenceEqual(bed.Plan.Ports[2 + moved].Vnic.Mac.Span));
    }

    [Theory]
    [InlineData(0.74)]
    [InlineData(0.1)]
    public void Below_three_quarters_nobody_moves(double share)
    {
        using TeamBed bed = Team(uplinks: 2, ports: 4);
        bed.SetRate(0, share * Gigabit / 2);
        bed.SetRate(2, share * Gigabit / 2);
        bed.Run(300);
        Assert.Equal([0, 1, 0, 1], bed.Pinned);
    }

    [Fact]
    public void A_port_that_would_only_take_its_load_elsewhere_stays_and_the_small_ones_leave_it()
    {
        using TeamBed bed = Team(uplinks: 2, ports: 4);
        bed.SetRate(0, 0.9 * Gigabit);
        bed.Run(300);
        Assert.Equal([0, 1, 0, 1], bed.Pinned);
        bed.SetRate(2, 0.06 * Gigabit);
        bed.Run(300);
        Assert.Equal([0, 1, 1, 1], bed.Pinned);
        Assert.Equal(1UL, bed.Counts["load-moves"]);
    }

    /// <summary>Every mix of loads: moves come to an end, and the fullest uplink is never fuller for them.</summary>
    [Fact]
    public void With_steady_traffic_moves_come_to_an_end_and_never_make_it_worse()
    {
        Random random = new(5);
        for (int round = 0; round < 20; round++)
        {
            using TeamBed bed = Team(uplinks: 3, ports: 24);
            double[] rates = [.. Enumerable.Range(0, 24).Select(_ => random.NextDouble() * 0.15 * Gigabit)];
            for (int port = 0; port < rates.Length; port++)
            {
                bed.SetRate(port, rates[port]);
            }

            double fullest = Fullest(bed, rates);
            bed.Run(300);
            Assert.True(Fullest(bed, rates) <= fullest);
            ulong moves = bed.Counts["load-moves"];
            int[] settled = bed.Pinned;
            bed.Run(1200);
            Assert.Equal(settled, bed.Pinned);
            Assert.Equal(moves, bed.Counts["load-moves"]);
        }
    }

    [Fact]
    public void After_a_move_it_looks_for_thirty_seconds_before_the_next()
    {
        using TeamBed bed = Team(uplinks: 2, ports: 6);
        foreach (int port in (int[])[0, 2, 4])
        {
            bed.SetRate(port, 0.3 * Gigabit);
        }

        bed.Run(36);
        int[] first = bed.Pinned;
        int moved = Assert.Single([0, 2, 4], port => first[port] == 1);
        bed.SetRate(moved, 0.95 * Gigabit);
        bed.SetRate(1, 0.2 * Gigabit);
        bed.Run(25);
        Assert.Equal(first, bed.Pinned);
        bed.Run(10);
        Assert.Equal(0, bed.Pinned[1]);
    }

    [Fact]
    public void Where_the_capacity_is_not_known_nothing_moves()
    {
        using TeamBed bed = new(uplinks: 2, ports: 4, ByLoad(failback: true), capacity: 0);
        bed.SetRate(0, 50.0 * Gigabit);
        bed.SetRate(2, 50.0 * Gigabit);
        bed.Run(300);
        Assert.Equal([0, 1, 0, 1], bed.Pinned);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_port_that_was_moved_returns_to_where_it_was_moved_to_after_a_failure_if_ports_return_at_all(bool failback)
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, ByLoad(failback), capacity: Gigabit);
        bed.Plan.Ports[4].Vnic.Number = 3;
        bed.Apply();
        bed.SetRate(0, 0.5 * Gigabit);
        bed.SetRate(1, 0.4 * Gigabit);
        bed.Run(40);
        int moved = Assert.Single([0, 1], port => bed.Pinned[port] != 0);
        int there = bed.Pinned[moved];
        bed.SetRate(0, 0);
        bed.SetRate(1, 0);
        bed.SetLink(there, false);
        int refuge = bed.Pinned[moved];
        Assert.NotEqual(there, refuge);
        bed.SetLink(there, true);
        bed.Run(5);
        Assert.Equal(failback ? there : refuge, bed.Pinned[moved]);
    }

    [Fact]
    public void The_load_of_an_uplink_stands_in_the_status()
    {
        using TeamBed bed = Team(uplinks: 2, ports: 2);
        bed.SetRate(0, 0.4 * Gigabit);
        bed.Run(20);
        Assert.Equal([40u, 0u], bed.Status().Ports.Take(2).Select(port => port.LoadPercent));
    }

    [Fact]
    public void Standby_uplinks_take_no_load()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, (vnic, i) =>
        {
            ByLoad(failback: true)(vnic, i);
            vnic.Teaming.Active.RemoveAt(1);
            vnic.Teaming.Standby.Add(PlanBuilder.IdOf(1));
        }, capacity: Gigabit);
        bed.SetRate(0, 0.5 * Gigabit);
        bed.SetRate(1, 0.5 * Gigabit);
        bed.Run(300);
        Assert.Equal([0, 0], bed.Pinned);
    }

    private static double Fullest(TeamBed bed, double[] rates) =>
        bed.Pinned.Index().GroupBy(port => port.Item).Max(uplink => uplink.Sum(port => rates[port.Index]));

    private static TeamBed Team(int uplinks, int ports) => new(uplinks, ports, ByLoad(failback: true), Gigabit);

    private static Action<VnicRole, int> ByLoad(bool failback) => (vnic, _) =>
    {
        vnic.Teaming.Policy = TeamingPolicy.PhysicalLoad;
        vnic.Teaming.Failback = failback;
    };
}
