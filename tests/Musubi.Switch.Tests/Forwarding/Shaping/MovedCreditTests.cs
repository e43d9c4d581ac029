using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Tests.Forwarding.Shaping;

/// <summary>What a guest saved up of its burst moves with it.</summary>
public sealed class MovedCreditTests
{
    private const int Frame = ShapedBed.FrameBytes;
    private const long Burst = 100_000;

    /// <summary>8 Mbit/s: one frame of 1,000 bytes each millisecond, after a pause a hundred at once.</summary>
    private static readonly RateLimit Bursty = new(8_000_000, 800_000_000, Burst);

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(70)]
    [InlineData(120)]
    public void A_guest_begins_with_what_it_had_where_it_comes_from(int spent)
    {
        using ShapedBed from = new(Bursty, Bursty);
        from.Send(spent);
        Take(from, spent * (long)Frame);
        PortCredit moved = from.Credit;
        long left = Math.Max(0, Burst - (spent * Frame));
        Assert.InRange(moved.Egress, Math.Max(0, left - (Burst / 32)), left);
        Assert.InRange(moved.Ingress, Math.Max(0, left - (Burst / 32)), left);

        using ShapedBed to = new(Bursty, Bursty, moved);
        to.Send(200);
        Assert.Equal((int)Math.Ceiling((double)moved.Egress / Frame), to.Arrived);
        Assert.Equal((long)Math.Ceiling((double)moved.Ingress / Frame) * Frame, Take(to, 2 * Burst));
    }

    [Fact]
    public void However_often_a_guest_moves_it_gets_its_average_and_one_burst()
    {
        const int Moves = 100;
        const int Stay = 50;
        PortCredit? moved = null;
        (long sent, long received) = (0, 0);
        for (int i = 0; i < Moves; i++)
        {
            using ShapedBed host = new(Bursty, Bursty, moved);
            for (int at = 0; at < Stay; at++)
            {
                host.Send(3);
                received += Take(host, 2 * Burst);
                host.Pass(1);
                host.Drain();
            }

            sent += (long)host.Arrived * Frame;
            moved = host.Credit;
        }

        // A debt of less than a frame is left behind with each move, and what is told is rounded down.
        long average = Moves * Stay * (long)Frame;
        Assert.InRange(sent, average - (Moves * Burst / 32), average + Burst + (Moves * Frame));
        Assert.InRange(received, average - (Moves * Burst / 32), average + Burst + (Moves * Frame));
    }

    [Fact]
    public void It_begins_so_once_and_saves_up_as_any_other_from_then_on()
    {
        using ShapedBed bed = new(null, Bursty, new PortCredit(0, 0));
        bed.Send(1);
        Assert.Equal(0, bed.Arrived);
        bed.Pass(5000);
        bed.Drain();
        // The same guest, with other settings.
        bed.Port.Rates = bed.Port.Rates with { Egress = Bursty with { PeakBitsPerSecond = 900_000_000 } };
        bed.Send(200);
        Assert.InRange(bed.Arrived, 99, 101);
    }

    [Fact]
    public void What_it_saved_elsewhere_is_no_more_than_its_burst_here()
    {
        using ShapedBed bed = new(null, Bursty, new PortCredit(1 << 30, 1 << 30));
        bed.Send(200);
        Assert.Equal(100, bed.Arrived);
    }

    [Fact]
    public void What_is_told_of_a_guest_is_in_force_when_it_has_come_and_again_only_when_it_is_news()
    {
        AwaitedCredit credit = new();
        credit.Hear(null);
        Assert.False(credit.IsAwaited);
        credit.Hear(new PortCredit(1, 2));
        credit.Hear(new PortCredit(3, 4));
        Assert.Equal((true, null), (credit.IsAwaited, credit.Start));

        // The plan in which it has come says no more of it.
        credit.Hear(null);
        credit.Begin();
        PortCredit? start = credit.Start;
        Assert.Equal((false, new PortCredit(3, 4)), (credit.IsAwaited, start));
        credit.Hear(new PortCredit(3, 4));
        credit.Begin();
        Assert.Same(start, credit.Start);

        credit.Hear(new PortCredit(0, 4));
        credit.Begin();
        Assert.Equal(new PortCredit(0, 4), credit.Start);
    }

    private static long Take(ShapedBed bed, long most)
    {
        long taken = 0;
        while (taken < most && bed.ReceiveOnce() is > 0 and long bytes)
        {
            taken += bytes;
        }

        return taken;
    }
}
