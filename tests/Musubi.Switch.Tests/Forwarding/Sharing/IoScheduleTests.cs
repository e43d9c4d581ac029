using Musubi.Contracts.Plan;
using Musubi.Io.Polling;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>Uplinks whose sharing changes while frames are held.</summary>
public sealed class IoScheduleTests
{
    private const long Mega = Tree.Mega;

    [Fact]
    public void Another_schedule_keeps_what_is_held_and_goes_by_the_new_shares()
    {
        using SharedBed bed = new(new Tree().Port(shares: 75).Port(shares: 25).Build());
        bed.RunGreedy(200, 1, 2);
        bed.Port.Schedule = new Tree().Port(shares: 20).Port(shares: 80).Build();
        bed.RunGreedy(200, 1, 2);

        Dictionary<int, long> sent = bed.RunGreedy(2000, 1, 2);

        Assert.InRange((double)sent[2] / sent[1], 3.9, 4.1);
        IoClassCounts counts = bed.CountsOf(one => one.Id.Kind == IoClassKind.Port);
        Assert.Equal((bed.Sent.Count, bed.Tally.IoControlFull), (counts.Frames, counts.Dropped));
    }

    [Fact]
    public void What_a_port_held_that_is_gone_goes_on_its_way()
    {
        using SharedBed bed = new(new Tree().Port().Port().Build());
        bed.Send(1, 20);
        bed.Send(2, 20);
        bed.Port.Schedule = new Tree().Port(handle: 77).Build();
        bed.Run(100, 1, () => { });
        Assert.Equal(40, bed.Sent.Count);
        Assert.False(bed.Drain() > 0);
    }

    [Fact]
    public void A_port_in_the_place_of_one_that_is_gone_begins_with_nothing()
    {
        using SharedBed bed = new(new Tree().Port(limit: Mega).Build());
        bed.Send(1, 20);
        bed.Port.Schedule = new Tree().Port(handle: 77, limit: Mega).Build();
        bed.Send(1);
        Assert.Equal(0, bed.CountsOf(one => one.Id.Number == 77).Dropped);
        Assert.Equal(1, bed.CountsOf(one => one.Id.Number == 77).Frames + bed.CountsOf(one => one.Id.Number == 77).HeldFrames);
    }

    [Fact]
    public void Shared_no_more_it_sends_all_that_it_holds_and_then_as_it_comes()
    {
        using SharedBed bed = new(new Tree().Port().Port(limit: Mega).Build());
        bed.Send(1, 20);
        bed.Send(2, 20);
        bed.Port.Schedule = null;
        Assert.True(bed.Port.Arm());
        bed.Port.Disarm();
        Assert.Equal(40 - bed.Sent.Count, bed.Drain());
        bed.Send(1, 500);
        Assert.Equal((540, 0), (bed.Sent.Count, bed.Tally.IoControlFull));
        bed.Port.Schedule = new Tree().Port().Build();
        bed.Send(1, 50);
        Assert.True(bed.Sent.Count < 590);
    }

    [Fact]
    public void An_unchanged_schedule_is_no_other()
    {
        IoSchedule present = new Tree().Pool("gold", 75).Port(pool: "gold").Build();
        Assert.True(present.IsSame(new Tree().Pool("gold", 75).Port(pool: "gold").Build()));
        Assert.False(present.IsSame(new Tree().Pool("gold", 75).Port().Build()));
        Assert.False(present.IsSame(new Tree { Capacity = Tree.Giga }.Pool("gold", 75).Port(pool: "gold").Build()));
    }
}
