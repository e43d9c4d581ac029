using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Ports;

/// <summary>What ports promise whose other side is a network interface.</summary>
public abstract class InterfacePortBehaviour(PortBed bed) : PortBehaviour(bed)
{
    [Fact]
    public async Task Several_workers_transmit_at_once_and_every_frame_goes()
    {
        Assert.True(Near.Port.SharedTransmit);
        const int Workers = 4;
        const int Frames = 50;
        TransmitFrame[][] batches = [.. Enumerable.Range(0, Workers).Select(worker =>
            Enumerable.Range(worker * Frames, Frames).Select(number => Near.Describe(number, SentFrame.Small(number))).ToArray())];
        TransmitTally[] tallies = new TransmitTally[Workers];
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Near.Port.Transmit(batches[worker], ref tallies[worker]))));
        Assert.All(tallies, tally => Assert.Equal(Frames, tally.Sent));
        Assert.Equal(Enumerable.Range(0, Workers * Frames), Far.Take(Workers * Frames).Select(frame => frame.Number).Order());
    }

    [Fact]
    public void An_interface_that_is_down_is_no_fault_and_carries_again_when_it_is_up()
    {
        Bed.SetUp(false);
        TransmitTally tally = Near.Send(SentFrame.Small(1), SentFrame.Small(2));
        Assert.Equal((0, 2), (tally.Sent, tally.LinkDown));
        Assert.Empty(ReceiveOnce());
        Assert.Equal(PortFault.None, Near.Port.Fault);
        Bed.SetUp(true);
        Assert.Equal(1, Near.Send(SentFrame.Small(3)).Sent);
        Assert.Equal(3, Far.TakeOne().Number);
        Far.Send(SentFrame.Small(4));
        Assert.Equal(4, Near.TakeOne().Number);
    }

    [Fact]
    public void A_reader_learns_that_the_interface_was_deleted()
    {
        Bed.DeleteInterface();
        Assert.True(Readiness.WaitReadable(Near.Port.PollDescriptor, Deadline.Usual.Left));
        Assert.Empty(ReceiveOnce());
        Assert.Equal(PortFault.InterfaceGone, Near.Port.Fault);
    }

    [Fact]
    public void A_writer_learns_that_the_interface_was_deleted()
    {
        Bed.DeleteInterface();
        TransmitTally tally = Near.Send(SentFrame.Small(1), SentFrame.Small(2));
        tally.Sent += Near.Send(SentFrame.Small(3)).Sent;
        Assert.Equal((0, 2), (tally.Sent, tally.LinkDown));
        Assert.Equal(PortFault.InterfaceGone, Near.Port.Fault);
    }

    private ReceivedFrame[] ReceiveOnce()
    {
        using FrameArena arena = new(8);
        ReceivedFrame[] frames = new ReceivedFrame[8];
        return frames[..Near.Port.Receive(frames, arena)];
    }
}
