using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Teaming;

namespace Musubi.Switch.Tests.Control.Teaming;

/// <summary>An uplink that comes back, and when ports use it again.</summary>
public sealed class FailbackDelayTests
{
    [Fact]
    public void An_uplink_that_comes_back_is_used_when_it_has_been_up_for_the_delay()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Delay(500));
        bed.Run(1);
        bed.SetLink(0, false);
        Assert.Equal([1, 1], bed.Pinned);
        bed.Run(10);
        bed.TakeEvents();

        bed.SetLink(0, true);
        bed.Run(0.499);
        Assert.Equal([1, 1], bed.Pinned);
        Assert.Equal(UplinkCondition.FailbackDelay, bed.Condition(0));
        bed.Run(0.002);
        Assert.Equal([0, 1], bed.Pinned);
        Assert.Equal(UplinkCondition.Usable, bed.Condition(0));
        UplinkMoved moved = Assert.Single(bed.TakeEvents(), happened => happened.UplinkMoved is not null).UplinkMoved;
        Assert.Equal((MoveReason.FailbackDelay, 1u), (moved.Reason, moved.Ports));
    }

    [Fact]
    public void One_that_loses_its_link_again_waits_anew()
    {
        using TeamBed bed = new(uplinks: 2, ports: 1, Delay(500));
        bed.Run(1);
        bed.SetLink(0, false);
        bed.SetLink(0, true);
        bed.Run(0.4);
        bed.SetLink(0, false);
        bed.SetLink(0, true);
        bed.Run(0.4);
        Assert.Equal([1], bed.Pinned);
        bed.Run(0.11);
        Assert.Equal([0], bed.Pinned);
    }

    [Fact]
    public void Where_no_uplink_is_left_it_is_used_at_once()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Delay(600_000));
        bed.Run(1000);
        bed.SetLink(0, false);
        bed.SetLink(1, false);
        Assert.Equal([-1, -1], bed.Pinned);
        bed.SetLink(1, true);
        Assert.Equal([1, 1], bed.Pinned);
        bed.SetLink(0, true);
        Assert.Equal([0, 1], bed.Pinned);
    }

    [Fact]
    public void When_the_data_plane_starts_nobody_waits()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Delay(600_000));
        Assert.Equal([0, 1], bed.Pinned);
        bed.Run(1000);
        Assert.Equal([0, 1], bed.Pinned);
    }

    [Fact]
    public void One_that_comes_back_soon_after_the_start_waits_as_ever()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Delay(8_000));
        bed.Run(1);
        bed.SetLink(0, false);
        bed.Run(1);
        bed.SetLink(0, true);
        Assert.Equal([1, 1], bed.Pinned);
        bed.Run(7.9);
        Assert.Equal([1, 1], bed.Pinned);
        bed.Run(0.2);
        Assert.Equal([0, 1], bed.Pinned);
    }

    [Fact]
    public void A_longer_delay_does_not_take_away_what_is_in_use()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Delay(100));
        bed.Run(1);
        foreach (PlannedPort port in bed.Plan.Ports.Where(port => port.Vnic is not null))
        {
            port.Vnic.Teaming.FailbackDelayMilliseconds = 60_000;
        }

        bed.Apply();
        Assert.Equal([0, 1], bed.Pinned);
    }

    [Fact]
    public void Each_team_has_its_own_delay()
    {
        using TeamBed bed = new(uplinks: 2, ports: 3, (vnic, i) =>
        {
            vnic.Number = 0;
            vnic.Teaming.Failback = true;
            vnic.Teaming.FailbackDelayMilliseconds = (uint)(i * 1000);
        });
        bed.Run(10);
        bed.SetLink(0, false);
        bed.Run(10);
        bed.SetLink(0, true);
        Assert.Equal([0, 1, 1], bed.Pinned);
        bed.Run(1.5);
        Assert.Equal([0, 0, 1], bed.Pinned);
        bed.Run(1);
        Assert.Equal([0, 0, 0], bed.Pinned);
    }

    [Fact]
    public void What_was_on_its_way_when_a_port_moved_comes_in_by_the_uplink_that_it_left_for_a_second()
    {
        using TeamBed bed = new(uplinks: 2, ports: 1, Delay(0));
        bed.Run(2);
        Assert.Equal((1u, 0u), (bed.Record(0).Team, bed.Record(0).Lately));
        bed.SetLink(0, false);
        Assert.Equal((2u, 1u), (bed.Record(0).Team, bed.Record(0).Lately));
        bed.Run(0.9);
        Assert.Equal(1u, bed.Record(0).Lately);
        bed.SetLink(0, true);
        Assert.Equal((1u, 2u), (bed.Record(0).Team, bed.Record(0).Lately));
        bed.Run(LeftUplinks.Grace + TimeSpan.FromMilliseconds(1));
        Assert.Equal((1u, 0u), (bed.Record(0).Team, bed.Record(0).Lately));
    }

    [Fact]
    public void Of_source_MACs_what_comes_back_may_have_left_any_of_the_others()
    {
        using TeamBed bed = new(uplinks: 3, ports: 1, (vnic, i) =>
        {
            Delay(0)(vnic, i);
            vnic.Teaming.Policy = TeamingPolicy.SourceMac;
        });
        bed.Run(2);
        bed.SetLink(0, false);
        Assert.Equal(1u, bed.Record(0).Lately);
        bed.Run(2);
        bed.SetLink(0, true);
        Assert.Equal(6u, bed.Record(0).Lately);
    }

    private static Action<VnicRole, int> Delay(uint milliseconds) => (vnic, _) =>
    {
        vnic.Teaming.Failback = true;
        vnic.Teaming.FailbackDelayMilliseconds = milliseconds;
    };
}
