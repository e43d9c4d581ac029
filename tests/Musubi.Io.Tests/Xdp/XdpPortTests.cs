using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Offload;
using Musubi.Io.Tests.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Xdp;

namespace Musubi.Io.Tests.Xdp;

public sealed class XdpPortTests() : PlainPortBehaviour(PortBed.Xdp())
{
    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(false, true, FrameHeader.Length)]
    [InlineData(true, false, FrameHeader.Length)]
    public void Large_frames_go_out_as_segments(bool ipv6, bool udp, int headerLength)
    {
        SentFrame large = new LargeFrame { Ipv6 = ipv6, Udp = udp, Payload = 60_000, SegmentBytes = 1_400 }.Build();
        int headers = (ipv6 ? 54 : 34) + (udp ? 8 : 20);
        TransmitTally tally = Near.SendPulled(headerLength, large, SentFrame.Small(5));
        Assert.Equal((2, large.Bytes.Length + 60L), (tally.Sent, tally.Bytes));
        List<SentFrame> taken = Far.Take(44);
        Assert.Equal(5, taken[^1].Number);
        Assert.All(taken, frame => Assert.Equal(default, frame.Offload));
        Assert.Equal(large.Bytes.AsSpan(headers).ToArray(), taken[..^1].SelectMany(frame => frame.Bytes.AsSpan(headers).ToArray()));
    }

    [Fact]
    public void Checksums_that_were_left_to_do_are_filled_in()
    {
        SentFrame frame = new LargeFrame { ChecksumOnly = true, Payload = 100 }.Build();
        Assert.Equal(1, Near.Send(frame).Sent);
        SentFrame taken = Far.TakeOne();
        Assert.Equal(default, taken.Offload);
        Assert.NotEqual(frame.Bytes, taken.Bytes);
        Assert.Equal(frame.Bytes.AsSpan(54).ToArray(), taken.Bytes.AsSpan(54).ToArray());
    }

    [Fact]
    public void What_cannot_be_segmented_is_a_failure_of_its_frame_alone()
    {
        SentFrame large = new LargeFrame().Build();
        TransmitTally tally = Near.Send(large with { Offload = large.Offload with { GsoSize = 0 } }, SentFrame.Small(6));
        Assert.Equal((1, 1), (tally.Sent, tally.Failed));
        Assert.Equal(6, Far.TakeOne().Number);
    }

    [Fact]
    public void Frames_that_nobody_takes_are_counted_as_overruns_once()
    {
        SentFrame[] burst = [.. Enumerable.Range(0, 250).Select(i => SentFrame.Small(i))];
        for (int i = 0; i < 12; i++)
        {
            Assert.Equal(burst.Length, Far.Send(burst).Sent);
        }

        Assert.Equal(XdpShape.Default.RingEntries, Near.Take(XdpShape.Default.RingEntries).Count);
        Assert.Equal((12 * burst.Length) - XdpShape.Default.RingEntries, Near.Port.TakeOverruns());
        Assert.Equal(0, Near.Port.TakeOverruns());
    }

    [Fact]
    public void The_worker_that_sleeps_is_woken()
    {
        Assert.False(Near.Port.Arm());
        Assert.False(Readiness.WaitReadable(Near.Port.PollDescriptor, TimeSpan.Zero));
        Far.Send(SentFrame.Small(1));
        Assert.True(Readiness.WaitReadable(Near.Port.PollDescriptor, Deadline.Usual.Left));
        Assert.True(Near.Port.Arm());
        Assert.Equal(1, Near.TakeOne().Number);
        Assert.False(Near.Port.Arm());
    }

    [Fact]
    public void An_interface_that_is_down_is_no_fault_and_carries_again_when_it_is_up()
    {
        Bed.SetUp(false);
        Near.Send(SentFrame.Small(1));
        Near.Port.Arm();
        Assert.Equal(PortFault.None, Near.Port.Fault);
        Bed.SetUp(true);
        Near.Send(SentFrame.Small(2));
        Assert.Equal(2, Far.Take(2)[^1].Number);
        Far.Send(SentFrame.Small(3));
        Assert.Equal(3, Near.TakeOne().Number);
    }

    [Fact]
    public void The_owner_learns_that_the_interface_was_deleted_when_it_looks()
    {
        Bed.DeleteInterface();
        Near.Port.Arm();
        Assert.Equal(PortFault.InterfaceGone, Near.Port.Fault);
        Assert.Equal(1, Near.Send(SentFrame.Small(1)).LinkDown);
    }

    [Fact]
    public void A_socket_that_was_used_before_is_refused()
    {
        SystemCallException refusal = Assert.Throws<SystemCallException>(() => new XdpPort(Near.Port.Descriptors, XdpShape.Default));
        Assert.Equal(Errno.Busy, refusal.Error);
        Near.Send(SentFrame.Small(1));
        Assert.Equal(1, Far.TakeOne().Number);
    }
}
