using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost;

public sealed class VhostPortTests : IDisposable
{
    private readonly VhostBed _bed = new();

    [Fact]
    public void Without_a_guest_frames_are_counted_as_sent_to_a_link_that_is_down()
    {
        _bed.SetRunning(false);
        using PortDriver near = new(_bed.Port);
        TransmitTally tally = near.Send(SentFrame.Small(1), SentFrame.Small(2));
        Assert.Equal((0, 2), (tally.Sent, tally.LinkDown));
        Assert.Equal(0, near.Drain());
        Assert.False(_bed.Port.Arm());
    }

    [Fact]
    public void A_guest_goes_on_where_it_stood_when_its_queues_are_served_again()
    {
        using PortDriver near = new(_bed.Port);
        using PortDriver far = new(_bed.Driver);
        for (int i = 0; i < 600; i += 3)
        {
            // Every few frames another data plane, which knows no more than what stands in the rings.
            _bed.Port.Use(i % 7 == 0 ? Anew() : null);
            far.Send(SentFrame.Small(i), SentFrame.Small(i + 1), SentFrame.Small(i + 2));
            _bed.Port.Use(Anew());
            Assert.Equal([i, i + 1, i + 2], near.Take(3).Select(frame => frame.Number));
            near.Send(SentFrame.Small(i), SentFrame.Small(i + 1));
            Assert.Equal([i, i + 1], far.Take(2).Select(frame => frame.Number));
        }
    }

    [Theory]
    [InlineData(VirtioFeatures.EventIndex)]
    [InlineData(VirtioFeatures.None)]
    public void Indices_that_wrap_lose_nothing(VirtioFeatures events)
    {
        using VhostBed bed = new(new DriverShape { Features = (new DriverShape().Features & ~VirtioFeatures.EventIndex) | events, ReceiveBuffers = 256 });
        using PortDriver near = new(bed.Port);
        using PortDriver far = new(bed.Driver);
        SentFrame[] burst = [.. Enumerable.Range(0, 250).Select(i => SentFrame.Small(i))];
        for (int sent = 0; sent < 70_000; sent += burst.Length)
        {
            Assert.Equal(burst.Length, far.Send(burst).Sent);
            Assert.Equal(burst.Length, near.Take(burst.Length).Count);
            Assert.Equal(burst.Length, near.Send(burst).Sent);
            Assert.Equal(burst.Length, far.Take(burst.Length).Count);
        }
    }

    [Fact]
    public void Many_transmits_are_one_call_at_the_flush()
    {
        _bed.Driver.FromDevice.WantCall(true);
        for (int i = 0; i < 5; i++)
        {
            TransmitTally tally = default;
            using PortDriver describer = new(new VhostPort([]));
            _bed.Port.Transmit([describer.Describe(0, SentFrame.Small(i))], ref tally);
            Assert.Equal(1, tally.Sent);
            Assert.False(Readiness.WaitReadable(_bed.Driver.PollDescriptor, TimeSpan.Zero));
        }

        _bed.Port.Flush();
        Assert.Equal(1UL, Count(_bed.Driver.Called));
        _bed.Port.Flush();
        Assert.Equal(1UL, Count(_bed.Driver.Called));
    }

    [Fact]
    public void Queues_of_a_guest_take_turns()
    {
        using DriverPort second = new(_bed.Memory, new DriverShape { SendBuffers = 8, SendBytes = 128, ReceiveBuffers = 8, ReceiveBytes = 128, QueueSize = 8 });
        _bed.Port.Use(new VhostModel { Features = _bed.Shape.Features, FromGuest = [_bed.FromGuest, VirtQueue.Open(_bed.SetupOf(second.ToDevice) with { Kick = null })], ToGuest = [_bed.ToGuest] });
        using PortDriver near = new(_bed.Port);
        using PortDriver first = new(_bed.Driver);
        using PortDriver other = new(second);
        first.Send([.. Enumerable.Range(0, 40).Select(i => SentFrame.Small(i))]);
        other.Send(SentFrame.Small(1000), SentFrame.Small(1001));
        List<int> order = [.. near.Take(42, batch: 10).Select(frame => frame.Number)];
        Assert.InRange(order.IndexOf(1001), 1, 12);
        Assert.Equal(Enumerable.Range(0, 40), order.Where(number => number < 1000));
    }

    [Fact]
    public void Flows_are_spread_over_queues_and_each_stays_in_order()
    {
        using DriverPort second = new(_bed.Memory, new DriverShape { SendBuffers = 1, SendBytes = 128, ReceiveBuffers = 128, ReceiveBytes = 256, QueueSize = 128 });
        _bed.Port.Use(new VhostModel { Features = _bed.Shape.Features, FromGuest = [_bed.FromGuest], ToGuest = [_bed.ToGuest, _bed.Queue(second.FromDevice)] });
        using PortDriver near = new(_bed.Port);
        SentFrame[] sent = [.. Enumerable.Range(0, 120).Select(i => OfFlow(i % 12, i))];
        Assert.Equal(120, near.Send(sent).Sent);
        List<SentFrame>[] taken = [TakeAll(_bed.Driver), TakeAll(second)];
        Assert.All(taken, frames => Assert.InRange(frames.Count, 20, 100));
        Assert.Equal(120, taken.Sum(frames => frames.Count));
        foreach (List<SentFrame> frames in taken)
        {
            foreach (IGrouping<int, SentFrame> flow in frames.GroupBy(frame => Flow(frame)))
            {
                Assert.Equal(10, flow.Count());
                Assert.Equal(flow.Select(Order).Order(), flow.Select(Order));
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(13)]
    [InlineData(19)]
    public void A_header_that_cannot_be_is_a_failure_with_several_queues_too(int headerLength)
    {
        _bed.Port.Use(new VhostModel { Features = _bed.Shape.Features, FromGuest = [], ToGuest = [_bed.ToGuest, _bed.ToGuest] });
        using PortDriver near = new(_bed.Port);
        TransmitFrame[] batch = [near.Describe(0, SentFrame.Small(0))];
        batch[0].HeaderLength = headerLength;
        TransmitTally tally = default;
        _bed.Port.Transmit(batch, ref tally);
        Assert.Equal(1, tally.Sent + tally.Failed);
    }

    public void Dispose() => _bed.Dispose();

    private static SentFrame OfFlow(int flow, int order)
    {
        SentFrame frame = SentFrame.Segment(VirtioNetHeader.GsoNone, 60, 0);
        BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes.AsSpan(34), (ushort)(40_000 + flow));
        BinaryPrimitives.WriteInt32BigEndian(frame.Bytes.AsSpan(60), order);
        return frame;
    }

    private static int Flow(SentFrame frame) => BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes.AsSpan(34));

    private static int Order(SentFrame frame) => BinaryPrimitives.ReadInt32BigEndian(frame.Bytes.AsSpan(60));

    private static List<SentFrame> TakeAll(DriverPort driver)
    {
        using FrameArena arena = new(256);
        ReceivedFrame[] frames = new ReceivedFrame[256];
        int count = driver.Receive(frames, arena);
        return [.. frames[..count].Select(frame => new SentFrame(frame.Data.Span.ToArray(), frame.Offload))];
    }

    private static ulong Count(EventFd signal)
    {
        using FileStream stream = new($"/proc/self/fdinfo/{signal.Descriptor}", FileMode.Open, FileAccess.Read);
        using StreamReader reader = new(stream);
        string line = reader.ReadToEnd().Split('\n').Single(line => line.StartsWith("eventfd-count:", StringComparison.Ordinal));
        return Convert.ToUInt64(line.Split(':')[1].Trim(), 16);
    }

    private VhostModel Anew() => new()
    {
        Features = _bed.Shape.Features,
        FromGuest = [_bed.Queue(_bed.Driver.ToDevice)],
        ToGuest = [_bed.Queue(_bed.Driver.FromDevice)],
    };
}
