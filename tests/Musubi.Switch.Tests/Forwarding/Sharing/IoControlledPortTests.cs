using Musubi.Contracts.Plan;
using Musubi.Io.Polling;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>I/O control on an uplink: shares when it is full, reservations, limits, and nobody's queue in anybody's way.</summary>
public sealed class IoControlledPortTests
{
    private const int Frame = SharedBed.FrameBytes;
    private const long Mega = Tree.Mega;

    /// <summary>Bytes a second of 1,500-byte frames on a wire of 100 Mbit/s: each takes 1,524.</summary>
    private const double FullRate = 100e6 / 8 * Frame / (Frame + 24);

    [Fact]
    public void A_frame_passes_at_once_while_there_is_room()
    {
        using SharedBed bed = new(new Tree().Port().Build());
        for (int i = 0; i < 100; i++)
        {
            bed.Send(1);
            Assert.Equal(i + 1, bed.Sent.Count);
            bed.Pass(0.2);
        }

        Assert.Equal((100, 0L), (bed.CountsOf(one => one.Id.Kind == IoClassKind.Port).Frames, bed.CountsOf(one => one.Id.Kind == IoClassKind.Port).Delayed));
    }

    [Theory]
    [InlineData(1500, 0)]
    [InlineData(60, 0)]
    [InlineData(40, 0)]
    [InlineData(65_000, 1448)]
    public void It_sends_as_fast_as_the_uplink_carries_frames_on_the_wire(int bytes, int gso)
    {
        using SharedBed bed = new(new Tree().Port().Build());
        int frames = (int)Math.Ceiling(100e6 / 8 / 1000 / bytes) + 1;
        bed.Run(100, 1, () => bed.Send(1, frames, bytes, gso));

        long sent = bed.Run(1000, 1, () => bed.Send(1, frames, bytes, gso))[1] / bytes;

        int segments = gso == 0 ? 1 : (bytes - 54 + gso - 1) / gso;
        double wire = gso == 0 ? Math.Max(bytes, 60) + 24 : bytes + (54 * (segments - 1)) + (24 * segments);
        Assert.InRange(sent * wire * 8 / 100e6, 0.99, 1.01);
    }

    [Fact]
    public void A_full_uplink_is_shared_as_the_shares_are()
    {
        using SharedBed bed = new(new Tree().Port(shares: 75).Port(shares: 25).Build());
        bed.RunGreedy(100, 1, 2);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2);

        Assert.InRange((double)sent[1] / sent[2], 2.97, 3.03);
        Assert.InRange(sent.Values.Sum() / (2 * FullRate), 0.99, 1.01);
    }

    [Fact]
    public void Frames_of_any_size_are_worth_what_they_take_on_the_wire()
    {
        using SharedBed bed = new(new Tree().Port().Port().Port().Build());
        void Offer()
        {
            bed.Send(1, 200, 60);
            bed.Send(2, 20);
            bed.Send(3, 2, 60_000, 1448);
        }

        bed.Run(200, 1, Offer);
        int from = bed.Sent.Count;
        bed.Run(5000, 1, Offer);

        double[] wire = [.. new[] { 84.0 / 60, 1524.0 / 1500, (60_000 + (40 * 54) + (41 * 24.0) + 54) / 60_000 }
            .Select((each, i) => each * bed.Sent.Skip(from).Where(one => one.Origin == i + 1).Sum(one => (long)one.Bytes))];
        Assert.InRange(wire[0] / wire[1], 0.97, 1.03);
        Assert.InRange(wire[2] / wire[1], 0.97, 1.03);
    }

    [Fact]
    public void What_one_does_not_use_is_for_the_others()
    {
        using SharedBed bed = new(new Tree().Port(shares: 100).Port(shares: 1).Build());
        Assert.InRange(bed.RunGreedy(1000, 2)[2] / FullRate, 0.99, 1.02);
    }

    [Fact]
    public void Types_share_first_and_the_ports_of_one_among_themselves_however_many_they_are()
    {
        using SharedBed bed = new(new Tree()
            .Type(TrafficType.VirtualMachine, 100).Type(TrafficType.Vmotion, 50)
            .Port().Port().Port().Port(type: TrafficType.Vmotion).Build());
        bed.RunGreedy(100, 1, 2, 3, 4);

        Dictionary<int, long> sent = bed.RunGreedy(3000, 1, 2, 3, 4);

        double all = sent.Values.Sum();
        Assert.InRange(sent[4] / all, 0.328, 0.338);
        Assert.All([1, 2, 3], port => Assert.InRange(sent[port] / all, 0.218, 0.226));
    }

    [Fact]
    public void A_pool_with_shares_is_one_among_the_ports_of_virtual_machines()
    {
        using SharedBed bed = new(new Tree().Pool("gold", 50).Port(pool: "gold").Port(shares: 25, pool: "gold").Port(shares: 50).Build());
        bed.RunGreedy(100, 1, 2, 3);

        Dictionary<int, long> sent = bed.RunGreedy(3000, 1, 2, 3);

        double all = sent.Values.Sum();
        Assert.InRange(sent[3] / all, 0.49, 0.51);
        Assert.InRange((double)sent[1] / sent[2], 1.95, 2.05);
    }

    [Fact]
    public void A_small_flow_beside_greedy_ones_loses_nothing_and_hardly_waits()
    {
        Tree tree = new();
        for (int port = 0; port < 11; port++)
        {
            tree.Port();
        }

        using SharedBed bed = new(tree.Build());
        int[] greedy = [.. Enumerable.Range(2, 10)];
        bed.RunGreedy(200, greedy);
        Dictionary<int, long> offered = [];
        bed.Run(1000, 1, () =>
        {
            foreach (int port in greedy)
            {
                bed.Send(port, 20);
            }

            offered[offered.Count] = bed.Now;
            bed.Send(1, 1, 200);
        });

        SentRecord[] small = [.. bed.Sent.Where(one => one.Origin == 1)];
        Assert.InRange(small.Length, 997, 1000);
        // One frame of each other and its own, and the millisecond after which the worker looks again.
        Assert.All(small, one => Assert.InRange(SharedBed.Milliseconds(one.At - offered[one.Number]), 0, 3));
        Assert.Equal(0, bed.CountsOf(one => one.Id == new IoClassId(IoClassKind.Port, 1000)).Dropped);
        Assert.True(bed.Tally.IoControlFull > 0);
        Assert.Equal(bed.Tally.IoControlFull, bed.CountsOf(one => one.Id.Kind == IoClassKind.Port).Dropped);
    }

    [Fact]
    public void However_much_others_hold_there_is_room_for_one_that_holds_nothing()
    {
        Tree tree = new();
        for (int port = 0; port < 200; port++)
        {
            tree.Port();
        }

        using SharedBed bed = new(tree.Build());
        for (int port = 1; port < 200; port++)
        {
            bed.Send(port, 40);
            bed.Send(port, 20, 60_000, 1448);
        }

        Assert.True(bed.Tally.IoControlFull > 0);
        bed.Send(200);
        Assert.Equal(1, bed.CountsOf(one => one.Id == new IoClassId(IoClassKind.Port, 1199)).HeldFrames);
        bed.Send(200, 1, 60_000, 1448);
        Assert.Equal((2L, 0L), (bed.CountsOf(one => one.Id == new IoClassId(IoClassKind.Port, 1199)).HeldFrames, bed.CountsOf(one => one.Id == new IoClassId(IoClassKind.Port, 1199)).Dropped));
    }

    [Fact]
    public void The_switchs_own_frames_go_first()
    {
        using SharedBed bed = new(new Tree().Port().Build());
        bed.Send(1, 60);
        bed.Send(0, 3, 60);
        bed.Pass(1);
        int held = bed.Sent.Count;
        bed.Drain();
        Assert.Equal([0, 0, 0, 1], bed.Sent.Skip(held).Take(4).Select(one => one.Origin));
    }

    [Fact]
    public void Frames_of_one_sender_stay_in_their_order()
    {
        using SharedBed bed = new(new Tree().Port(limit: 20 * Mega).Port().Build());
        bed.Run(300, 0.7, () =>
        {
            bed.Send(1, 4);
            bed.Send(2, 9, 700);
        });
        foreach (IGrouping<int, SentRecord> sender in bed.Sent.GroupBy(one => one.Origin))
        {
            Assert.Equal(sender.Select(one => one.Number).Order(), sender.Select(one => one.Number));
        }
    }

    [Fact]
    public void After_a_pause_no_more_passes_at_once_than_two_frames_or_a_quarter_of_a_millisecond()
    {
        using SharedBed bed = new(new Tree().Port().Build());
        bed.Pass(1000);
        bed.Send(1, 50);
        Assert.InRange(bed.Sent.Count, 2, 3);
    }

    [Fact]
    public void A_sleeping_worker_is_woken_when_the_next_frame_may_go()
    {
        using SharedBed bed = new(new Tree().Port().Port(limit: Mega).Build());
        Assert.False(bed.Port.Arm());
        Assert.False(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.Zero));
        bed.Port.Disarm();
        bed.Send(2, 4);
        Assert.False(bed.Port.Arm());
        Assert.True(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.FromSeconds(5)));
        bed.Port.Disarm();
        bed.Send(1, 20);
        Assert.False(bed.Port.Arm());
        Assert.True(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.FromSeconds(5)));
        bed.Port.Disarm();
    }

    [Fact]
    public void Frames_that_are_held_when_the_uplink_goes_are_told_of()
    {
        int lost = 0;
        SharedBed bed = new(new Tree().Port().Build());
        bed.Port.Lost = frames => lost += frames;
        bed.Send(1, 20);
        int sent = bed.Sent.Count;
        bed.Dispose();
        Assert.Equal(20 - sent, lost);
    }

    [Fact]
    public void Sharing_allocates_nothing()
    {
        using SharedBed bed = new(new Tree().Type(TrafficType.VirtualMachine, 100, reservation: 30 * Mega).Pool("thin", 50, limit: 20 * Mega)
            .Port(reservation: 10 * Mega).Port(pool: "thin").Port(limit: 5 * Mega).Build());
        Assert.Equal(0, bed.AllocatedBy(rounds: 2_000));
        Assert.True(bed.Tally.IoControlFull > 0);
    }
}
