using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Teaming;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Teaming;

/// <summary>Uplinks whose link carries and whose path does not.</summary>
public sealed class BeaconProbeTests
{
    private const double Detected = 4.1;

    [Fact]
    public void Of_three_uplinks_one_that_carries_nothing_is_left_within_four_seconds_and_used_again_when_it_carries()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(10.5);
        Assert.Equal([0, 1, 2], bed.Pinned);
        Assert.DoesNotContain(bed.TakeEvents(), happened => happened.BeaconsChanged is not null);

        bed.Passes = (from, to) => from != 1 && to != 1;
        Assert.InRange(bed.RunUntil(() => bed.Pinned[1] != 1), 2, Detected);
        Assert.Equal((0, 2), (bed.Pinned[0], bed.Pinned[2]));
        Assert.Equal(UplinkCondition.BeaconsLost, bed.Condition(1));
        List<SwitchEvent> events = bed.TakeEvents();
        Assert.Equal((PlanBuilder.IdOf(1), UplinkCondition.BeaconsLost), Told(events));
        Assert.Equal(MoveReason.Beacon, Assert.Single(events, happened => happened.UplinkMoved is not null).UplinkMoved.Reason);
        Assert.Equal(UplinkCondition.BeaconsLost, bed.Status().Ports[1].UplinkCondition);

        bed.Passes = (_, _) => true;
        Assert.InRange(bed.RunUntil(() => bed.Pinned[1] == 1), 2, Detected);
        Assert.Equal((PlanBuilder.IdOf(1), UplinkCondition.Usable), Told(bed.TakeEvents()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_path_that_carries_one_way_only_is_left_too(bool hears)
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(5);
        bed.Passes = (from, to) => hears ? from != 2 : to != 2;
        bed.Run(Detected);
        Assert.NotEqual(2, bed.Pinned[2]);
        Assert.Equal(UplinkCondition.BeaconsLost, bed.Condition(2));
    }

    [Fact]
    public void Two_lost_beacons_in_a_row_move_nobody()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(5.5);
        for (int i = 0; i < 5; i++)
        {
            bed.Passes = (from, to) => from != 1 && to != 1;
            bed.Run(2);
            bed.Passes = (_, _) => true;
            bed.Run(1);
        }

        Assert.Equal([0, 1, 2], bed.Pinned);
        Assert.Equal(0UL, bed.Counts["beacon-verdicts"]);
    }

    [Fact]
    public void A_path_that_comes_and_goes_is_not_used_before_three_beacons_in_a_row_were_heard()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(5.5);
        bed.Passes = (from, to) => from != 1 && to != 1;
        bed.Run(Detected);
        for (int i = 0; i < 5; i++)
        {
            bed.Passes = (_, _) => true;
            bed.Run(2);
            bed.Passes = (from, to) => from != 1 && to != 1;
            bed.Run(1);
            Assert.NotEqual(1, bed.Pinned[1]);
        }
    }

    [Fact]
    public void An_uplink_whose_link_comes_up_is_not_used_before_it_was_heard()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(5);
        bed.SetLink(2, false);
        bed.Run(5);
        bed.Passes = (from, to) => from != 2 && to != 2;
        bed.SetLink(2, true);
        bed.Run(60);
        Assert.NotEqual(2, bed.Pinned[2]);
        Assert.Equal(UplinkCondition.BeaconsLost, bed.Condition(2));

        bed.Passes = (_, _) => true;
        bed.RunUntil(() => bed.Pinned[2] == 2, 5);
    }

    [Fact]
    public void The_failback_delay_begins_when_beacons_are_heard_again()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, (vnic, i) =>
        {
            Beacons()(vnic, i);
            vnic.Teaming.FailbackDelayMilliseconds = 10_000;
        });
        bed.Run(20.5);
        bed.Passes = (from, to) => from != 1 && to != 1;
        bed.Run(60);
        bed.Passes = (_, _) => true;
        bed.RunUntil(() => bed.Condition(1) == UplinkCondition.FailbackDelay, Detected);
        Assert.InRange(bed.RunUntil(() => bed.Pinned[1] == 1), 9.9, 10.1);
    }

    [Fact]
    public void With_two_uplinks_there_is_no_telling_and_frames_leave_by_both()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Beacons());
        bed.Run(5);
        bed.Passes = (_, _) => false;
        bed.Run(Detected);
        Assert.All([0, 1], port => Assert.True(bed.Record(port).Has(PortFlags.SendsByAll)));
        Assert.All([0, 1], port => Assert.Equal(3u, bed.Record(port).Team));
        Assert.Equal([0, 1], bed.Pinned);
        Assert.Equal((UplinkCondition.BeaconsAmbiguous, UplinkCondition.BeaconsAmbiguous), (bed.Condition(0), bed.Condition(1)));

        bed.SetLink(0, false);
        Assert.False(bed.Record(0).Has(PortFlags.SendsByAll));
        Assert.Equal([1, 1], bed.Pinned);
        bed.Passes = (_, _) => true;
        bed.SetLink(0, true);
        Assert.Equal([1, 1], bed.Pinned);
        bed.RunUntil(() => bed.Pinned[0] == 0, 5);
        Assert.False(bed.Record(0).Has(PortFlags.SendsByAll));
    }

    [Fact]
    public void With_two_uplinks_one_whose_link_has_just_come_up_waits_for_the_other_s_sake()
    {
        using TeamBed bed = new(uplinks: 2, ports: 2, Beacons());
        bed.Run(5);
        bed.SetLink(0, false);
        bed.Run(5);
        bed.Passes = (_, _) => false;
        bed.SetLink(0, true);
        bed.Run(60);
        Assert.Equal([1, 1], bed.Pinned);
        bed.SetLink(1, false);
        Assert.Equal([0, 0], bed.Pinned);
    }

    [Fact]
    public void Where_no_beacon_ever_passes_links_decide()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons(), passes: false);
        bed.Run(60);
        Assert.Equal([0, 1, 2], bed.Pinned);
        Assert.All([0, 1, 2], port => Assert.False(bed.Record(port).Has(PortFlags.SendsByAll)));
        bed.SetLink(1, false);
        bed.SetLink(1, true);
        bed.Run(1);
        Assert.Equal([0, 1, 2], bed.Pinned);
    }

    [Fact]
    public void A_NIC_that_joins_is_used_when_it_was_heard()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, (vnic, i) =>
        {
            Beacons()(vnic, i);
            vnic.Teaming.Active.RemoveAt(2);
        });
        bed.Run(5);
        bed.Passes = (from, to) => from != 2 && to != 2;
        foreach (PlannedPort port in bed.Plan.Ports.Where(port => port.Vnic is not null))
        {
            port.Vnic.Teaming.Active.Add(PlanBuilder.IdOf(2));
        }

        bed.Apply();
        bed.Run(20);
        Assert.DoesNotContain(2, bed.Pinned);
        bed.Passes = (_, _) => true;
        bed.Run(Detected);
        Assert.Equal([0, 1, 2], bed.Pinned);
    }

    [Fact]
    public void Teams_that_do_not_ask_for_beacons_go_by_the_link()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, (vnic, i) =>
        {
            Beacons()(vnic, i);
            vnic.Teaming.FailureDetection = i == 1 ? FailureDetection.Link : FailureDetection.Beacon;
        });
        bed.Run(5);
        bed.Passes = (from, to) => from != 1 && to != 1;
        bed.Run(10);
        Assert.Equal([0, 1, 2], bed.Pinned);
    }

    [Fact]
    public void Beacons_go_in_the_VLANs_of_the_team_s_ports_and_of_a_trunk_in_the_lowest()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, (vnic, i) =>
        {
            Beacons()(vnic, i);
            vnic.Vlan = i switch { 0 => Vlan.None, 1 => Vlan.Access(20), _ => new VlanSettings { Trunk = new VlanTrunk { Ranges = { new VlanRange { First = 100, Last = 200 } } } } };
        });
        bed.Run(0.5);
        ushort[] vlans = [.. bed.Kept[0].Select(TeamBed.Untag).Where(sent => TeamBed.IsBeacon(sent.Frame)).Select(sent => sent.Vlan)];
        Assert.Equal([0, 20, .. Enumerable.Range(100, BeaconProbe.MostVlans - 2).Select(vlan => (ushort)vlan)], vlans);
    }

    [Fact]
    public void Nobody_sends_where_nobody_asks_and_an_idle_switch_sleeps()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, (vnic, _) => vnic.Teaming.NotifySwitches = false);
        bed.Run(5);
        Assert.All(bed.Kept, Assert.Empty);
        Assert.Equal(Timeout.InfiniteTimeSpan, bed.Probe.TimeToDue());
    }

    [Fact]
    public void What_is_forged_changed_old_or_of_another_switch_proves_nothing()
    {
        using TeamBed bed = new(uplinks: 3, ports: 3, Beacons());
        bed.Run(5);
        byte[] old = bed.Kept[1].Select(TeamBed.Untag).Last(sent => TeamBed.IsBeacon(sent.Frame)).Frame;
        bed.Passes = (from, to) => from != 1 && to != 1;
        BeaconFrame stranger = new(bed.Format.Origin, [.. Enumerable.Repeat((byte)9, BeaconFrame.KeyBytes)]);
        Random random = new(3);
        for (int i = 0; i < 100; i++)
        {
            bed.Run(0.1);
            byte[] forged = [.. old];
            stranger.Write(forged.AsSpan(14), Guid.Parse(bed.Plan.Switches[0].Id), Guid.Parse(PlanBuilder.IdOf(1)), 5 + (i / 10));
            bed.Hear(0, forged);
            bed.Hear(0, old);
            byte[] changed = [.. old];
            changed[random.Next(14, 14 + BeaconFrame.Bytes)] ^= (byte)(1 << random.Next(8));
            bed.Hear(0, changed);
            bed.Hear(0, old[..random.Next(14, old.Length - 1)]);
        }

        Assert.Equal(UplinkCondition.BeaconsLost, bed.Condition(1));
        Assert.True(bed.Counts["forged-beacons"] >= 250);
        Assert.True(bed.Counts["stray-beacons"] >= 60);
        byte[] other = [.. old];
        bed.Format.Write(other.AsSpan(14), Guid.NewGuid(), Guid.Parse(PlanBuilder.IdOf(1)), 1);
        ulong strays = bed.Counts["stray-beacons"];
        bed.Hear(0, other);
        Assert.Equal(strays + 1, bed.Counts["stray-beacons"]);
    }

    [Fact]
    public void Each_uplink_sends_from_a_local_unicast_address_of_its_own()
    {
        ulong[] sources = [.. Enumerable.Range(0, 1000).Select(_ => BeaconFrame.SourceOf(Guid.NewGuid()))];
        Assert.All(sources, source => Assert.Equal(0x0200_0000_0000u, source & 0x0300_0000_0000));
        Assert.Equal(1000, sources.Distinct().Count());
    }

    private static (string, UplinkCondition) Told(List<SwitchEvent> events)
    {
        BeaconsChanged changed = Assert.Single(events, happened => happened.BeaconsChanged is not null).BeaconsChanged;
        return (changed.PortId, changed.Condition);
    }

    private static Action<VnicRole, int> Beacons() => (vnic, _) =>
    {
        vnic.Teaming.Failback = true;
        vnic.Teaming.FailureDetection = FailureDetection.Beacon;
    };
}
