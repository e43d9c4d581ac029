using System.Buffers.Binary;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Offload;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost;

/// <summary>A guest that takes no offloads, or not all of them.</summary>
public sealed class OffloadFallbackTests
{
    private const VirtioFeatures Offloads = VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6
        | VirtioFeatures.GuestEcn | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6;

    [Theory]
    [InlineData(VirtioFeatures.None)]
    [InlineData(VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso6)]
    public void A_guest_without_TSO_gets_segments_in_order_with_the_small_frames_around_them(VirtioFeatures accepted)
    {
        using VhostBed bed = new(Without(accepted));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame large = new LargeFrame { Payload = 60_000 }.Build();
        TransmitTally tally = near.Send(SentFrame.Small(1), large, SentFrame.Small(2));
        Assert.Equal((3, 120L + large.Bytes.Length), (tally.Sent, tally.Bytes));
        List<SentFrame> taken = guest.Take(44);
        Assert.Equal(1, taken[0].Number);
        Assert.Equal(2, taken[^1].Number);
        Assert.All(taken, frame => Assert.Equal(default, frame.Offload));
        Assert.Equal(large.Bytes.AsSpan(54).ToArray(), taken[1..^1].SelectMany(frame => frame.Bytes.AsSpan(54).ToArray()));
    }

    [Theory]
    [InlineData(false, VirtioFeatures.None)]
    [InlineData(true, VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6)]
    public void A_guest_without_USO_gets_datagrams_with_the_small_frames_around_them(bool ipv6, VirtioFeatures accepted)
    {
        using VhostBed bed = new(Without(accepted));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame large = new LargeFrame { Udp = true, Ipv6 = ipv6, Payload = 25_000, SegmentBytes = 1_000 }.Build();
        int headers = large.Bytes.Length - 25_000;
        Assert.Equal(3, near.Send(SentFrame.Small(1), large, SentFrame.Small(2)).Sent);
        List<SentFrame> taken = guest.Take(27);
        Assert.Equal((1, 2), (taken[0].Number, taken[^1].Number));
        Assert.All(taken[1..^1], datagram =>
        {
            Assert.Equal(VirtioNetHeader.GsoNone, datagram.Offload.GsoType);
            Assert.Equal(1_000 + 8, BinaryPrimitives.ReadUInt16BigEndian(datagram.Bytes.AsSpan(headers - 4)));
        });
        Assert.Equal(large.Bytes.AsSpan(headers).ToArray(), taken[1..^1].SelectMany(datagram => datagram.Bytes.AsSpan(headers).ToArray()));
    }

    [Fact]
    public void A_guest_with_USO_gets_the_datagrams_as_one_frame()
    {
        using VhostBed bed = new(Without(VirtioFeatures.GuestChecksum | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame large = new LargeFrame { Udp = true, Payload = 25_000, SegmentBytes = 1_000 }.Build();
        Assert.Equal(1, near.Send(large).Sent);
        SentFrame taken = guest.TakeOne();
        Assert.Equal((VirtioNetHeader.GsoUdpL4, (ushort)1_000), (taken.Offload.GsoType, taken.Offload.GsoSize));
        Assert.Equal(large.Bytes, taken.Bytes);
    }

    [Fact]
    public void Segments_smaller_than_the_headers_that_were_judged_are_whole()
    {
        using VhostBed bed = new(Without(VirtioFeatures.None));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame large = new LargeFrame { Payload = 200, SegmentBytes = 10 }.Build();
        TransmitTally tally = near.SendPulled(FrameHeader.Length, large);
        Assert.Equal((1, (long)large.Bytes.Length), (tally.Sent, tally.Bytes));
        List<SentFrame> taken = guest.Take(20);
        Assert.All(taken, frame => Assert.Equal(64, frame.Bytes.Length));
        Assert.Equal(large.Bytes.AsSpan(54).ToArray(), taken.SelectMany(frame => frame.Bytes.AsSpan(54).ToArray()));
    }

    [Fact]
    public void A_guest_without_checksums_gets_them_filled_in()
    {
        using VhostBed bed = new(Without(VirtioFeatures.None));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame frame = new LargeFrame { ChecksumOnly = true, Payload = 500 }.Build();
        Assert.Equal(1, near.Send(frame).Sent);
        SentFrame taken = guest.TakeOne();
        Assert.Equal(default, taken.Offload);
        Assert.NotEqual(frame.Bytes.AsSpan(50, 2).ToArray(), taken.Bytes.AsSpan(50, 2).ToArray());
        Assert.Equal(frame.Bytes.AsSpan(54).ToArray(), taken.Bytes.AsSpan(54).ToArray());
    }

    [Fact]
    public void What_cannot_be_segmented_is_a_failure_of_its_frame_alone()
    {
        using VhostBed bed = new(Without(VirtioFeatures.None));
        using PortDriver near = new(bed.Port);
        using PortDriver guest = new(bed.Driver);
        SentFrame large = new LargeFrame().Build();
        SentFrame broken = large with { Offload = large.Offload with { GsoSize = 0 } };
        TransmitTally tally = near.Send(broken, SentFrame.Small(9));
        Assert.Equal((1, 1), (tally.Sent, tally.Failed));
        Assert.Equal(9, guest.TakeOne().Number);
    }

    private static DriverShape Without(VirtioFeatures accepted)
    {
        DriverShape shape = new();
        return shape with { Features = (shape.Features & ~Offloads) | accepted };
    }
}
