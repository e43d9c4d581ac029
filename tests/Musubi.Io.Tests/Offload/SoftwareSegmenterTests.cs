using Musubi.Io.Memory;
using Musubi.Io.Netlink;
using Musubi.Io.Offload;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Offload;

/// <summary>What the kernel makes of a frame on an interface without offloads is the measure.</summary>
public sealed class SoftwareSegmenterTests : IDisposable
{
    private readonly FrameArena _arena = new(1);

    public static TheoryData<LargeFrame> Frames =>
    [
        new LargeFrame(),
        new LargeFrame { Payload = 60_001 },
        new LargeFrame { Payload = 1_448 * 3 },
        new LargeFrame { Payload = 1_449, SegmentBytes = 724 },
        new LargeFrame { TcpFlags = 0x99, Sequence = uint.MaxValue - 2_000, Id = ushort.MaxValue - 1 },
        new LargeFrame { NetworkOptions = 8, TcpOptions = 12, SegmentBytes = 999 },
        new LargeFrame { Ipv6 = true },
        new LargeFrame { Ipv6 = true, TcpOptions = 20, TcpFlags = 0x19, SegmentBytes = 1_421, Payload = 60_000 },
        new LargeFrame { Ipv6 = true, NetworkOptions = 16 },
        new LargeFrame { Udp = true, SegmentBytes = 1_400 },
        new LargeFrame { Udp = true, SegmentBytes = 333, Payload = 333 * 20 },
        new LargeFrame { Udp = true, SegmentBytes = 1_201, Ipv6 = true },
        new LargeFrame { ChecksumOnly = true, Payload = 777 },
        new LargeFrame { ChecksumOnly = true, Payload = 1_200, Udp = true },
        new LargeFrame { ChecksumOnly = true, Payload = 31, Udp = true, Ipv6 = true },
    ];

    public static TheoryData<string> Spoilt => [.. Spoiling.Keys];

    private static Dictionary<string, Func<SentFrame, SentFrame>> Spoiling { get; } = new()
    {
        ["no segment size"] = frame => With(frame, offload => offload with { GsoSize = 0 }),
        ["segments without number"] = frame => With(frame, offload => offload with { GsoSize = 3 }),
        ["UFO"] = frame => With(frame, offload => offload with { GsoType = VirtioNetHeader.GsoUdp }),
        ["TCP over IPv6 that is IPv4"] = frame => With(frame, offload => offload with { GsoType = VirtioNetHeader.GsoTcp6 }),
        ["UDP that is TCP"] = frame => With(frame, offload => offload with { GsoType = VirtioNetHeader.GsoUdpL4 }),
        ["a fragment"] = frame => Poke(frame, 20, 0x20),
        ["an IPv4 header of 16 bytes"] = frame => Poke(frame, 14, 0x44),
        ["a TCP header of 16 bytes"] = frame => Poke(frame, 46, 0x40),
        ["cut within TCP"] = frame => frame with { Bytes = frame.Bytes[..50] },
        ["cut within IP"] = frame => frame with { Bytes = frame.Bytes[..30] },
        ["a checksum in the Ethernet header"] = frame => With(frame, offload => offload with { GsoType = 0, ChecksumStart = 0, ChecksumOffset = 6 }),
        ["a checksum behind the end"] = frame => With(frame, offload => offload with { GsoType = 0, ChecksumStart = (ushort)(frame.Bytes.Length - 3), ChecksumOffset = 2 }),
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Segments_and_checksums_are_those_that_the_kernel_makes(LargeFrame frame) => Compare(frame.Build());

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_tag_is_repeated_in_every_segment(LargeFrame frame) => Compare(frame.Build().Tagged(0x6123));

    [Theory]
    [MemberData(nameof(Frames))]
    public void It_does_not_matter_how_much_of_the_frame_is_private(LargeFrame frame)
    {
        foreach (SentFrame sent in (SentFrame[])[frame.Build(), frame.Build().Tagged(0x6123), frame.Build() with { Offload = default }])
        {
            List<byte[]> expected = Segment(sent);
            int ethernet = sent.Bytes[12] == 0x81 ? 18 : 14;
            Assert.All(Enumerable.Range(ethernet, FrameHeader.Length + 1 - ethernet), header => Assert.Equal(expected, Segment(sent, header)));
        }
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void What_is_not_what_it_says_is_refused(string how)
    {
        SentFrame frame = Spoiling[how](new LargeFrame().Build());
        Assert.False(SoftwareSegmenter.TryStart(Describe(frame), out _));
        Assert.False(SoftwareSegmenter.TryStart(Describe(frame, Math.Min(FrameHeader.Length, frame.Bytes.Length)), out _));
    }

    [Fact]
    public void A_plain_frame_comes_out_as_it_is()
    {
        SentFrame frame = SentFrame.Small(5, 101);
        TransmitFrame described = Describe(frame);
        Assert.True(SoftwareSegmenter.IsPlain(in described));
        Assert.Equal(frame.Bytes, Assert.Single(Segment(frame)));
    }

    [Fact]
    public void Headers_that_lack_every_part_never_throw()
    {
        byte[] whole = new LargeFrame { Ipv6 = true, NetworkOptions = 16 }.Build().Bytes;
        VirtioNetHeader offload = new LargeFrame { Ipv6 = true }.Build().Offload;
        int taken = 0;
        for (int bytes = 14; bytes < 200; bytes++)
        {
            for (int field = 14; field < Math.Min(bytes, 80); field++)
            {
                byte[] cut = whole[..bytes];
                cut[field] ^= 0xff;
                bool started = SoftwareSegmenter.TryStart(Describe(new SentFrame(cut, offload)), out _);
                Assert.Equal(started, SoftwareSegmenter.TryStart(Describe(new SentFrame(cut, offload), Math.Min(FrameHeader.Length, bytes)), out _));
                taken += started ? 1 : 0;
            }
        }

        Assert.InRange(taken, 1, 120 * 66);
    }

    [Fact]
    public void Segmenting_allocates_nothing()
    {
        TransmitFrame frame = Describe(new LargeFrame { Payload = 60_000 }.Build());
        byte[] buffer = new byte[2_048];
        Assert.Equal(42, Write(in frame, buffer));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int written = Write(in frame, buffer);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(42, written);
    }

    public void Dispose() => _arena.Dispose();

    private void Compare(SentFrame frame)
    {
        List<byte[]> kernel = KernelSegments(frame, out int count);
        List<byte[]> ours = Segment(frame);
        Assert.Equal(kernel.Select(one => one.Length), ours.Select(one => one.Length));
        Assert.Equal(kernel, ours);
    }

    private List<byte[]> KernelSegments(SentFrame frame, out int count)
    {
        Assert.True(SoftwareSegmenter.TryStart(Describe(frame), out SoftwareSegmenter segmenter));
        count = segmenter.Count;
        using TestNamespace bed = new();
        (int first, int second) = bed.CreateVeth("near", "far");
        bed.Routes.Links.SetMtu(first, 2_000);
        bed.Routes.Links.SetMtu(second, 2_000);
        bed.Namespace.Run(() => Ethtool.SetOffloads("near", NicOffloads.None));
        using PortDriver near = new(bed.Namespace.Run(() => new PacketPort(PacketSocket.Open(first))));
        using PortDriver far = new(bed.Namespace.Run(() => new PacketPort(PacketSocket.Open(second))));
        Assert.Equal(1, near.Send(frame).Sent);
        List<SentFrame> taken = far.Take(count);
        Assert.All(taken, one => Assert.Equal(0, one.Offload.GsoType));
        return [.. taken.Select(one => one.Bytes)];
    }

    private List<byte[]> Segment(SentFrame frame, int headerLength = 0)
    {
        Assert.True(SoftwareSegmenter.TryStart(Describe(frame, headerLength), out SoftwareSegmenter segmenter));
        byte[] buffer = new byte[segmenter.LargestBytes];
        List<byte[]> segments = [];
        int bytes;
        while ((bytes = segmenter.WriteNext(buffer)) > 0)
        {
            segments.Add(buffer[..bytes]);
        }

        return segments;
    }

    private static int Write(in TransmitFrame frame, byte[] buffer)
    {
        if (!SoftwareSegmenter.TryStart(in frame, out SoftwareSegmenter segmenter))
        {
            return 0;
        }

        int segments = 0;
        while (segmenter.WriteNext(buffer) > 0)
        {
            segments++;
        }

        return segments;
    }

    private TransmitFrame Describe(SentFrame frame, int headerLength = 0)
    {
        int header = Math.Min(Math.Max(frame.Bytes[12] == 0x81 ? 18 : 14, headerLength), frame.Bytes.Length);
        TransmitFrame described = new() { Offload = frame.Offload, HeaderLength = header };
        frame.Bytes.AsSpan(0, header).CopyTo(described.Header);
        frame.Bytes.AsSpan(header).CopyTo(_arena.Buffer(0));
        described.Payload = _arena.Slice(0, 0, frame.Bytes.Length - header);
        return described;
    }

    private static SentFrame With(SentFrame frame, Func<VirtioNetHeader, VirtioNetHeader> change) => frame with { Offload = change(frame.Offload) };

    private static SentFrame Poke(SentFrame frame, int at, byte value)
    {
        frame.Bytes[at] = value;
        return frame;
    }
}
