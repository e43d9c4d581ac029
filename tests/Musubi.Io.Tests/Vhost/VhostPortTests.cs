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
    public void Arming_tells_of_frames_that_wait_already()
    {
        using PortDriver near = new(_bed.Port);
        using PortDriver far = new(_bed.Driver);
        Assert.False(_bed.Port.Arm());
        far.Send(SentFrame.Small(1));
        Assert.True(_bed.Port.Arm());
        Assert.Equal(1, near.TakeOne().Number);
        Assert.False(_bed.Port.Arm());
    }

    [Fact]
    public void Buffers_posted_since_the_last_look_are_found_before_a_frame_is_given_up()
    {
        using VhostBed bed = new(new DriverShape { ReceiveBuffers = 4, ReceiveBytes = 1_000, SendBuffers = 1, SendBytes = 128 });
        using PortDriver near = new(bed.Port);
        using PortDriver far = new(bed.Driver);
        Assert.Equal(1, near.Send(SentFrame.Small(1)).Sent);
        Assert.Equal(1, far.TakeOne().Number);
        Assert.Equal(1, near.Send(SentFrame.Small(2, 3_900)).Sent);
        Assert.Equal(3_900, far.TakeOne().Bytes.Length);
    }

    [Theory]
    [InlineData(VirtioFeatures.None, false)]
    [InlineData(VirtioFeatures.None, true)]
    [InlineData(VirtioFeatures.PackedRing, false)]
    [InlineData(VirtioFeatures.PackedRing, true)]
    public void The_guest_is_called_when_the_buffer_that_it_named_is_used_and_no_sooner(VirtioFeatures ring, bool atOnce)
    {
        const int Size = 8;
        using VhostBed bed = new(new DriverShape { Features = new DriverShape().Features | ring, QueueSize = Size, ReceiveBuffers = Size, ReceiveBytes = 128, SendBuffers = 1, SendBytes = 128 });
        using PortDriver near = new(bed.Port);
        using PortDriver far = new(bed.Driver);
        int used = 0;
        for (int ahead = 0; ahead < Size; ahead++)
        {
            Name(bed, used + ahead);
            bed.Driver.Called.Drain();
            for (int i = atOnce ? ahead : 0; i <= ahead; i++)
            {
                Assert.False(Readiness.WaitReadable(bed.Driver.PollDescriptor, TimeSpan.Zero), $"called {ahead - i} buffers too soon");
                int frames = atOnce ? ahead + 1 : 1;
                Assert.Equal(frames, near.Send([.. Enumerable.Range(i, frames).Select(number => SentFrame.Small(number))]).Sent);
                used += frames;
            }

            Assert.True(Readiness.WaitReadable(bed.Driver.PollDescriptor, TimeSpan.Zero), $"not called for the buffer {ahead} ahead");
            Assert.Equal(ahead + 1, far.Take(ahead + 1).Count);
        }
    }

    [Fact]
    public void Buffers_in_several_regions_are_found_in_any_order()
    {
        const ulong Apart = 1UL << 40;
        using VhostBed bed = new(Virtio.RawSplitRing.Shape());
        Virtio.RawSplitRing ring = new(bed, toGuest: false);
        using GuestRegion low = Map(bed, 0);
        using GuestRegion high = Map(bed, Apart);
        QueueSetup setup = bed.SetupOf(bed.Driver.ToDevice) with { Memory = new GuestMemory([low, high]), Kick = null };
        using VhostPort port = new([]);
        port.Use(new VhostModel { Features = setup.Features, FromGuest = [VirtQueue.Open(setup)], ToGuest = [] });
        ring.Set(0, ring.Data, 12 + 60);
        ring.Set(1, ring.Data + Apart, 12 + 61);
        ring.Offer(0, 1, 1, 0);
        using PortDriver near = new(port);
        Assert.Equal([60, 61, 61, 60], near.Take(4).Select(frame => frame.Bytes.Length));
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
        // Which queue a flow takes does not hang on how much of its frames was judged.
        Assert.Equal(40, near.Send(sent[..40]).Sent);
        Assert.Equal(40, near.SendPulled(FrameHeader.Length, sent[40..80]).Sent);
        Assert.Equal(40, near.SendPulled(30, sent[80..]).Sent);
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

    private static GuestRegion Map(VhostBed bed, ulong apart) =>
        GuestRegion.Map(bed.Memory.Descriptor, DriverMemory.GuestBase + apart, (ulong)bed.Memory.Bytes, DriverMemory.UserBase + apart, 0, allowUnsealed: false);

    /// <summary>The guest asks to be called for the buffer that is used so many after the queue's first.</summary>
    private static void Name(VhostBed bed, int buffer)
    {
        DriverQueue queue = bed.Driver.FromDevice;
        bool packed = queue is PackedDriver;
        int offset = queue.AvailableOffset + (packed ? 0 : 4 + (queue.Size * 2));
        bool wrap = buffer / queue.Size % 2 == 0;
        BinaryPrimitives.WriteUInt16LittleEndian(bed.Memory.Slice(offset, 2), (ushort)(packed ? (buffer % queue.Size) | (wrap ? 0x8000 : 0) : buffer));
        if (packed)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bed.Memory.Slice(offset + 2, 2), 2);
        }
    }

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
