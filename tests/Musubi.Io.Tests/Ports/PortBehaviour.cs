using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Ports;

/// <summary>What every kind of port promises through which offloads pass. Each such kind runs all of it.</summary>
public abstract class PortBehaviour(PortBed bed) : PlainPortBehaviour(bed)
{
    private const int LargePayload = 64_000;
    private const ushort SegmentBytes = 1448;

    public static TheoryData<byte> OffloadTypes => [VirtioNetHeader.GsoTcp4, VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, VirtioNetHeader.GsoUdpL4];

    [Theory]
    [MemberData(nameof(OffloadTypes))]
    public void A_64_KB_offload_frame_crosses_whole_both_ways(byte gso)
    {
        SentFrame frame = SentFrame.Segment(gso, LargePayload, SegmentBytes);
        Assert.Equal(1, Near.Send(frame).Sent);
        AssertSame(frame, Far.TakeOne());
        Assert.Equal(1, Far.Send(frame).Sent);
        AssertSame(frame, Near.TakeOne());
    }

    [Fact]
    public void A_tagged_offload_frame_keeps_tag_and_checksum_place_both_ways()
    {
        SentFrame frame = SentFrame.Segment(VirtioNetHeader.GsoTcp4, LargePayload, SegmentBytes).Tagged(0x6123);
        Assert.Equal(1, Near.Send(frame).Sent);
        AssertSame(frame, Far.TakeOne());
        Assert.Equal(1, Far.Send(frame).Sent);
        AssertSame(frame, Near.TakeOne());
    }

    [Fact]
    public void A_partial_checksum_stays_partial_both_ways()
    {
        SentFrame frame = SentFrame.Segment(VirtioNetHeader.GsoNone, 500, 0);
        Near.Send(frame);
        AssertSame(frame, Far.TakeOne());
        Far.Send(frame);
        AssertSame(frame, Near.TakeOne());
    }

    [Theory]
    [MemberData(nameof(OffloadTypes))]
    public void Offloads_are_the_same_behind_headers_that_were_judged(byte gso)
    {
        SentFrame[] frames = [SentFrame.Segment(gso, LargePayload, SegmentBytes), SentFrame.Segment(gso, LargePayload, SegmentBytes).Tagged(0x2005),
            SentFrame.Segment(VirtioNetHeader.GsoNone, 500, 0)];
        foreach (SentFrame frame in frames)
        {
            Assert.Equal(1, Near.SendPulled(FrameHeader.Length, frame).Sent);
            AssertSame(frame, Far.TakeOne());
        }
    }

    /// <summary>The header length is a hint: the kernel may tell another.</summary>
    private static void AssertSame(SentFrame expected, SentFrame actual)
    {
        Assert.Equal(expected.Bytes, actual.Bytes);
        Assert.Equal(expected.Offload with { HeaderLength = 0 }, actual.Offload with { HeaderLength = 0 });
    }
}
