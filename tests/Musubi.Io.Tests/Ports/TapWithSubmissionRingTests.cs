using Musubi.Io.Ports;
using Musubi.Io.Submission;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Ports;

/// <summary>A TAP as a worker reads and writes it: all of a batch by one system call. Whatever a TAP promises holds here too.</summary>
public sealed class TapWithSubmissionRingTests() : InterfacePortBehaviour(PortBed.TapWithSubmissionRing())
{
    [Fact]
    public void More_frames_than_one_call_takes_go_in_order_and_are_counted()
    {
        const int Frames = (2 * SubmissionRing.Depth) + 1;
        SentFrame[] frames = [.. Enumerable.Range(0, Frames).Select(number => SentFrame.Small(number))];
        TransmitTally tally = Near.Send(frames);
        Assert.Equal((Frames, (long)frames.Sum(frame => frame.Bytes.Length)), (tally.Sent, tally.Bytes));
        Assert.Equal(Enumerable.Range(0, Frames), Far.Take(Frames).Select(frame => frame.Number));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(200)]
    public void Bursts_of_any_size_are_received_in_order_and_whole(int burst) => WithOneRing(() =>
    {
        for (int number = 0; number < 3_000; number += burst)
        {
            SentFrame[] frames = [.. Enumerable.Range(number, burst).Select(one => SentFrame.Small(one))];
            Assert.Equal(burst, Far.Send(frames).Sent);
            Assert.Equal(frames.Select(frame => frame.Bytes), Near.Take(burst).Select(frame => frame.Bytes));
        }
    });

    [Fact]
    public void One_ring_serves_batch_after_batch() => WithOneRing(() =>
    {
        for (int number = 0; number < 5 * SubmissionRing.Depth; number++)
        {
            Assert.Equal(3, Near.Send(SentFrame.Small(number), SentFrame.Small(number + 1), SentFrame.Small(number + 2)).Sent);
            Assert.Equal([number, number + 1, number + 2], Far.Take(3).Select(frame => frame.Number));
        }
    });

    [Fact]
    public override void Sending_and_receiving_allocate_nothing() => WithOneRing(base.Sending_and_receiving_allocate_nothing);

    private static void WithOneRing(Action test)
    {
        Assert.Equal(0, SubmissionRing.OpenForThread());
        try
        {
            test();
        }
        finally
        {
            SubmissionRing.CloseForThread();
        }
    }
}
