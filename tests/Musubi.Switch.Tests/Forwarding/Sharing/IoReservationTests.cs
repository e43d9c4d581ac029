using Musubi.Contracts.Plan;
using Musubi.Io.Polling;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>Reservations and limits of traffic types, pools and ports on an uplink.</summary>
public sealed class IoReservationTests
{
    private const int Frame = SharedBed.FrameBytes;
    private const long Mega = Tree.Mega;

    /// <summary>Bytes a second of 1,500-byte frames on a wire of 100 Mbit/s: each takes 1,524.</summary>
    private const double FullRate = 100e6 / 8 * Frame / (Frame + 24);

    [Fact]
    public void A_reservation_holds_under_pressure_whatever_the_shares()
    {
        using SharedBed bed = new(new Tree()
            .Type(TrafficType.VirtualMachine, 100).Type(TrafficType.Nfs, 1, reservation: 60 * Mega)
            .Port().Port(type: TrafficType.Nfs).Build());
        bed.RunGreedy(100, 1, 2);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2);

        Assert.InRange(sent[2] * 8 / 2e6, 59.4, 60.6);
        Assert.InRange(sent.Values.Sum() / (2 * FullRate), 0.99, 1.01);
    }

    [Fact]
    public void A_reservation_below_what_the_shares_give_changes_nothing()
    {
        using SharedBed bed = new(new Tree()
            .Type(TrafficType.VirtualMachine, 50).Type(TrafficType.Nfs, 50, reservation: 20 * Mega)
            .Port().Port(type: TrafficType.Nfs).Build());
        bed.RunGreedy(100, 1, 2);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2);

        Assert.InRange((double)sent[1] / sent[2], 0.98, 1.02);
    }

    [Fact]
    public void A_ports_reservation_is_served_out_of_its_types()
    {
        Tree tree = new Tree().Type(TrafficType.VirtualMachine, 100, reservation: 50 * Mega).Type(TrafficType.Vmotion, 100).Port(shares: 1, reservation: 30 * Mega);
        int[] others = [.. Enumerable.Range(2, 9)];
        foreach (int _ in others)
        {
            tree.Port(shares: 100);
        }

        using SharedBed bed = new(tree.Port(type: TrafficType.Vmotion).Build());
        bed.RunGreedy(100, [1, 11, .. others]);

        Dictionary<int, long> sent = bed.RunGreedy(2000, [1, 11, .. others]);

        Assert.InRange(sent[1] * 8 / 2e6, 29.7, 30.9);
        Assert.InRange(sent[11] / (2 * FullRate), 0.49, 0.51);
        Assert.All(others, port => Assert.InRange((double)sent[port] / sent[2], 0.95, 1.05));
    }

    [Fact]
    public void A_port_that_sends_what_it_reserved_is_not_delayed_by_those_that_send_more()
    {
        using SharedBed bed = new(new Tree()
            .Type(TrafficType.VirtualMachine, 100, reservation: 50 * Mega).Port(shares: 1, reservation: 20 * Mega).Port(shares: 100).Port(shares: 100).Build());
        bed.RunGreedy(100, 2, 3);
        List<double> waited = [];

        // 15 Mbit/s of what is reserved.
        bed.Run(1000, 0.8, () =>
        {
            bed.Send(2, 20);
            bed.Send(3, 20);
            long at = bed.Now;
            bed.Send(1);
            int count = bed.Sent.Count(one => one.Origin == 1);
            bed.Drain();
            waited.Add(SharedBed.Milliseconds(at - (count > 0 ? bed.Sent.Last(one => one.Origin == 1).At : at)));
        });

        SentRecord[] own = [.. bed.Sent.Where(one => one.Origin == 1)];
        Assert.InRange(own.Length, 1248, 1250);
        Assert.Equal(0, bed.CountsOf(one => one.ReservationBitsPerSecond == 20 * Mega).Dropped);
        Assert.All(waited, late => Assert.InRange(late, 0, 2.5));
    }

    [Fact]
    public void A_type_gets_no_more_than_its_limit_though_the_uplink_has_room()
    {
        using SharedBed bed = new(new Tree { Capacity = Tree.Giga }.Type(TrafficType.Vmotion, 50, limit: 20 * Mega).Port(type: TrafficType.Vmotion).Port().Build());
        bed.RunGreedy(100, 1, 2);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2);

        Assert.InRange(sent[1] * 8 / 2e6, 19.8, 20.2);
        // 240 Mbit/s were offered, all of which pass.
        Assert.Equal(2000L * 20 * Frame, sent[2]);
    }

    [Fact]
    public void A_port_and_a_pool_get_no_more_than_their_limits()
    {
        using SharedBed bed = new(new Tree { Capacity = Tree.Giga }.Pool("thin", 50, limit: 30 * Mega)
            .Port(limit: 10 * Mega).Port(pool: "thin").Port(pool: "thin", limit: 5 * Mega).Build());
        bed.RunGreedy(100, 1, 2, 3);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2, 3);

        Assert.InRange(sent[1] * 8 / 2e6, 9.9, 10.1);
        Assert.InRange(sent[3] * 8 / 2e6, 4.95, 5.05);
        Assert.InRange((sent[2] + sent[3]) * 8 / 2e6, 29.7, 30.3);
    }

    [Fact]
    public void Reservations_of_a_pool_over_its_limit_wait_for_it_and_nobody_elses_do()
    {
        using SharedBed bed = new(new Tree().Type(TrafficType.VirtualMachine, 100, reservation: 70 * Mega).Pool("thin", 50, limit: 10 * Mega)
            .Port(pool: "thin", reservation: 30 * Mega).Port(shares: 1, reservation: 30 * Mega).Port(shares: 100).Build());
        bed.RunGreedy(100, 1, 2, 3);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2, 3);

        Assert.InRange(sent[1] * 8 / 2e6, 9.9, 10.1);
        Assert.InRange(sent[2] * 8 / 2e6, 29.7, 30.9);
        Assert.InRange(sent.Values.Sum() / (2 * FullRate), 0.99, 1.01);
    }

    [Fact]
    public void Who_had_the_uplink_alone_for_long_shares_it_at_once_when_another_comes()
    {
        using SharedBed bed = new(new Tree().Type(TrafficType.VirtualMachine, 50, reservation: 40 * Mega).Type(TrafficType.Nfs, 50, reservation: 30 * Mega)
            .Port().Port(type: TrafficType.Nfs).Build());
        bed.RunGreedy(20_000, 1);

        Dictionary<int, long> sent = bed.RunGreedy(100, 1, 2);

        Assert.InRange((double)sent[1] / sent[2], 0.85, 1.18);
    }

    [Fact]
    public void An_uplink_of_which_nobody_knows_what_it_carries_is_never_full_and_keeps_limits()
    {
        using SharedBed bed = new(new Tree { Capacity = 0 }.Port().Port(limit: 10 * Mega).Build());
        bed.Send(1, 1000);
        Assert.Equal(1000, bed.Sent.Count);
        bed.RunGreedy(100, 2);
        Assert.InRange(bed.RunGreedy(2000, 2)[2] * 8 / 2e6, 9.9, 10.1);
    }
}
