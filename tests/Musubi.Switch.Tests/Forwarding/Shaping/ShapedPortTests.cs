using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Tests.Forwarding.Shaping;

/// <summary>Traffic shaping: exact over time, a burst after a pause, nothing dropped while there is room.</summary>
public sealed class ShapedPortTests
{
    private const int Frame = ShapedBed.FrameBytes;

    /// <summary>8 Mbit/s: one frame of 1,000 bytes each millisecond.</summary>
    private static readonly RateLimit Slow = new(8_000_000, 8_000_000, 10_000);

    private static readonly RateLimit Bursty = new(8_000_000, 80_000_000, 100_000);

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.7)]
    [InlineData(3.9)]
    public void Over_time_the_average_is_taken_from_the_guest_however_often_it_is_looked_at(double every)
    {
        using ShapedBed bed = new(Slow, null);
        bed.Receive(1000, every);
        Assert.InRange(bed.Receive(10_000, every), 9_950_000, 10_050_000);
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(1, 8)]
    [InlineData(3.9, 40)]
    public void Over_time_the_average_is_sent_to_the_guest(double every, int offered)
    {
        using ShapedBed bed = new(null, Slow);
        bed.Offer(offered, 1000, every);
        Assert.InRange(bed.Offer(offered, 10_000, every), 9_950, 10_050);
    }

    [Fact]
    public void After_a_pause_a_burst_passes_at_the_peak_and_then_the_average()
    {
        using ShapedBed bed = new(null, Bursty);
        bed.Offer(20, 2000, 0.5);
        bed.Pass(5000);
        // At the peak, 10 frames a millisecond; the credit of 100 lasts for a ninth more than it is worth.
        int first = bed.Offer(20, 8, 0.5);
        Assert.InRange(first, 75, 130);
        bed.Offer(20, 20, 0.5);
        Assert.InRange(bed.Offer(20, 1000, 0.5), 990, 1010);
    }

    [Fact]
    public void What_may_not_pass_yet_is_held_and_sent_in_its_time()
    {
        using ShapedBed bed = new(null, Slow);
        bed.Offer(40, 100, 1);
        int before = bed.Arrived;
        bed.Pass(4);
        Assert.InRange(bed.Drain(), 3, 5);
        Assert.Equal(before + 4, bed.Arrived, tolerance: 1);
    }

    [Fact]
    public void Frames_that_find_no_room_are_counted_by_name()
    {
        using ShapedBed bed = new(null, Slow);
        bed.Send(1000);
        Assert.InRange(bed.Tally.Sent, 1, 12);
        // 128 KiB are held at this rate.
        Assert.Equal(131, 1000 - bed.Tally.Sent - bed.Tally.ShaperFull);
    }

    [Fact]
    public void With_its_limit_gone_a_port_sends_all_it_holds_and_then_as_fast_as_it_comes()
    {
        using ShapedBed bed = new(Slow, Slow);
        bed.Send(50);
        bed.Port.Rates = PortRates.Unlimited;
        Assert.Equal(50 - bed.Arrived, bed.Drain());
        bed.Send(500);
        Assert.Equal(550, bed.Arrived);
        Assert.Equal(256 * Frame, Take(bed));
    }

    [Fact]
    public void Of_what_is_held_when_a_port_is_blocked_nothing_reaches_the_guest()
    {
        using ShapedBed bed = new(null, Slow);
        bed.Send(100);
        (int arrived, int sent) = (bed.Arrived, bed.Tally.Sent);
        bed.Port.Rates = new PortRates(null, Slow, IsBlocked: true);
        bed.Pass(1000);
        Assert.Equal(0, bed.Drain());
        Assert.Equal((arrived, 100 - sent), (bed.Arrived, bed.Tally.Blocked));

        bed.Port.Rates = new PortRates(null, Slow);
        bed.Send(1);
        Assert.Equal(arrived + 1, bed.Arrived);
    }

    [Fact]
    public void Another_limit_is_gone_by_from_the_next_frame_on()
    {
        using ShapedBed bed = new(null, Slow);
        bed.Offer(10, 1000, 1);
        bed.Port.Rates = new PortRates(null, Slow with { AverageBitsPerSecond = 16_000_000, PeakBitsPerSecond = 16_000_000 });
        Assert.InRange(bed.Offer(10, 5000, 1), 9_900, 10_100);
    }

    [Fact]
    public void A_sleeping_worker_is_woken_when_the_next_frame_may_pass_and_not_by_a_guest_that_must_wait()
    {
        using ShapedBed bed = new(Slow, Slow);
        bed.Receive(100, 1);
        Take(bed);
        Assert.False(bed.Port.Arm());
        Assert.True(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.FromSeconds(60)));
        bed.Port.Disarm();
        Assert.False(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.Zero));
        // With credit the guest itself wakes.
        bed.Pass(10);
        Assert.False(bed.Port.Arm());
        Assert.True(Readiness.WaitReadable(bed.Port.PollDescriptor, TimeSpan.Zero));
        bed.Port.Disarm();
    }

    [Fact]
    public void A_port_without_a_limit_in_one_direction_passes_it_on_untouched()
    {
        using ShapedBed bed = new(null, Slow);
        Assert.Equal(256 * Frame, Take(bed));
        Assert.Equal(PortFault.None, bed.Port.Fault);
    }

    private static long Take(ShapedBed bed)
    {
        using Musubi.Io.Memory.FrameArena arena = new(256);
        ReceivedFrame[] frames = new ReceivedFrame[256];
        int count = bed.Port.Receive(frames, arena);
        bed.Port.Complete();
        return (long)count * Frame;
    }
}
