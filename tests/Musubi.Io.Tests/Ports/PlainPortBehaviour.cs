using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Ports;

/// <summary>What every kind of port promises, offloads aside.</summary>
public abstract class PlainPortBehaviour : IDisposable
{
    protected PlainPortBehaviour(PortBed bed) => Bed = bed;

    protected PortBed Bed { get; }

    protected PortDriver Near => Bed.Near;

    protected PortDriver Far => Bed.Far;

    [Theory]
    [InlineData(14 + 46)]
    [InlineData(14 + 1500)]
    public void A_frame_is_sent_as_it_is(int bytes)
    {
        SentFrame frame = SentFrame.Small(1, bytes);
        TransmitTally tally = Near.Send(frame);
        Assert.Equal((1, (long)bytes), (tally.Sent, tally.Bytes));
        Assert.Equal(frame.Bytes, Far.TakeOne().Bytes);
    }

    [Theory]
    [InlineData(14 + 46)]
    [InlineData(14 + 1500)]
    public void A_frame_is_received_as_it_came(int bytes)
    {
        SentFrame frame = SentFrame.Small(1, bytes);
        Far.Send(frame);
        SentFrame taken = Near.TakeOne();
        Assert.Equal(frame.Bytes, taken.Bytes);
        Assert.Equal(default, taken.Offload);
    }

    [Theory]
    [InlineData(0x0001)]
    [InlineData(0xeffe)]
    [InlineData(0x2000)]
    public void A_tag_crosses_with_priority_and_id_both_ways(int tci)
    {
        SentFrame frame = SentFrame.Small(7).Tagged((ushort)tci);
        Near.Send(frame);
        Assert.Equal(frame.Bytes, Far.TakeOne().Bytes);
        Far.Send(frame);
        Assert.Equal(frame.Bytes, Near.TakeOne().Bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void A_burst_that_straddles_the_batch_size_keeps_its_order(int frames)
    {
        SentFrame[] burst = [.. Enumerable.Range(0, frames).Select(i => SentFrame.Small(i))];
        Assert.Equal(frames, Near.Send(burst).Sent);
        Assert.Equal(Enumerable.Range(0, frames), Far.Take(frames).Select(frame => frame.Number));
        Far.Send(burst);
        Assert.Equal(Enumerable.Range(0, frames), Near.Take(frames, batch: 10).Select(frame => frame.Number));
    }

    [Fact]
    public void More_than_the_way_out_holds_is_tallied_and_the_port_goes_on()
    {
        SentFrame[] burst = [.. Enumerable.Range(0, 250).Select(i => SentFrame.Small(i, 1514))];
        TransmitTally sum = default;
        const int Bursts = 40;
        for (int i = 0; i < Bursts; i++)
        {
            TransmitTally tally = Near.Send(burst);
            Assert.Equal(burst.Length, tally.Sent + tally.QueueFull);
            sum.Sent += tally.Sent;
        }

        Assert.True(Far.Drain() <= sum.Sent);
        Assert.Equal(PortFault.None, Near.Port.Fault);
        Assert.Equal(1, Near.Send(SentFrame.Small(77)).Sent);
        Assert.Contains(Far.Take(1), frame => frame.Number == 77);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(20)]
    [InlineData(FrameHeader.Length)]
    public void Headers_that_were_judged_are_sent_from_private_memory(int headerLength)
    {
        SentFrame[] frames = [SentFrame.Small(1), SentFrame.Small(2, 1514), SentFrame.Small(3).Tagged(0x4007), SentFrame.Small(4, FrameHeader.Length)];
        TransmitTally tally = Near.SendPulled(headerLength, frames);
        Assert.Equal((frames.Length, frames.Sum(frame => (long)frame.Bytes.Length)), (tally.Sent, tally.Bytes));
        Assert.Equal(frames.Select(frame => frame.Bytes), Far.Take(frames.Length).Select(frame => frame.Bytes));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(FrameHeader.Length + 1)]
    public void A_header_that_cannot_be_is_a_failure_of_its_frame_alone(int headerLength)
    {
        TransmitFrame[] batch = [.. Enumerable.Range(0, 3).Select(i => Near.Describe(i, SentFrame.Small(i)))];
        batch[1].HeaderLength = headerLength;
        TransmitTally tally = default;
        Near.Port.Transmit(batch, ref tally);
        Near.Port.Flush();
        Assert.Equal((2, 1), (tally.Sent, tally.Failed));
        Assert.Equal([0, 2], Far.Take(2).Select(frame => frame.Number));
    }

    [Fact]
    public virtual void Sending_and_receiving_allocate_nothing()
    {
        using FrameArena arena = new(64);
        ReceivedFrame[] received = new ReceivedFrame[64];
        TransmitFrame[] batch = [.. Enumerable.Range(0, 32).Select(i => Near.Describe(i, SentFrame.Small(i)))];
        Turn(batch, received, arena);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int carried = 0;
        for (int i = 0; i < 10; i++)
        {
            carried += Turn(batch, received, arena);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(carried > 0);
    }

    public void Dispose()
    {
        Bed.Dispose();
        GC.SuppressFinalize(this);
    }

    private int Turn(TransmitFrame[] batch, ReceivedFrame[] received, FrameArena arena)
    {
        TransmitTally tally = default;
        Near.Port.Transmit(batch, ref tally);
        Far.Port.Transmit(batch, ref tally);
        Near.Port.Flush();
        Far.Port.Flush();
        int taken = Near.Port.Receive(received, arena) + Far.Port.Receive(received, arena);
        Near.Port.Complete();
        Far.Port.Complete();
        return taken;
    }
}
