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
