using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Runts, giants, foreign tags, and offload headers that a guest may make up.</summary>
public sealed class HostileFrameTests : IDisposable
{
    private readonly int _uplink;
    private readonly int _port;
    private readonly PipelineBench _bench;

    public HostileFrameTests()
    {
        PlanBuilder plan = new();
        _uplink = plan.Uplink();
        _port = plan.Vnic(Vlan.Access(10));
        _bench = plan.Build();
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(13)]
    public void A_frame_shorter_than_its_header_is_a_runt(int length) =>
        Dropped(_bench, _port, new TestFrame(Sound().Bytes[..length]), DropReason.Runt);

    [Theory]
    [InlineData(14)]
    [InlineData(17)]
    public void A_frame_that_ends_within_its_tag_is_a_runt(int length) =>
        Dropped(_bench, _port, new TestFrame(Make(Outside, MacOf(_port), [0]).Bytes[..length]), DropReason.Runt);

    [Fact]
    public void A_frame_of_a_header_alone_passes() => ReceivedBy(_bench, _port, Make(Outside, MacOf(_port), payload: 0), _uplink);

    [Fact]
    public void A_frame_that_did_not_fit_its_buffer_is_a_giant() => Dropped(_bench, _port, Sound() with { Truncated = true }, DropReason.Giant);

    [Fact]
    public void A_provider_tag_is_dropped_in_the_bytes_and_beside_them()
    {
        byte[] bytes = Sound().Bytes;
        (bytes[12], bytes[13]) = (0x88, 0xa8);
        Dropped(_bench, _port, new TestFrame(bytes), DropReason.ProviderTag);
        Dropped(_bench, _uplink, Sound() with { StrippedTag = 0x88a8_000a }, DropReason.ProviderTag);
    }

    [Theory]
    [InlineData(1500, 0, true)]
    [InlineData(1501, 0, false)]
    [InlineData(1500, 1, true)]
    [InlineData(1501, 1, false)]
    public void The_mtu_bounds_the_payload_behind_header_and_tag(int payload, int tags, bool passes)
    {
        TestFrame frame = Make(Outside, MacOf(_port), tags == 0 ? [] : [0], payload);
        if (passes)
        {
            ReceivedBy(_bench, _port, frame, _uplink);
        }
        else
        {
            Dropped(_bench, _port, frame, DropReason.ExceedsMtu);
        }
    }

    [Fact]
    public void A_frame_to_be_segmented_later_may_be_larger_than_the_mtu()
    {
        TestFrame large = Make(Outside, MacOf(_port), payload: 64_000) with { Offload = Segments };
        ReceivedBy(_bench, _port, large, _uplink);
        VirtioNetHeader sent = _bench.Ports[_uplink].Offered.Single().Offload;
        Assert.Equal(Segments with { ChecksumStart = 38, HeaderLength = 58 }, sent);
    }

    [Fact]
    public void Offsets_move_back_when_a_tag_is_taken_off()
    {
        TestFrame large = Make(MacOf(_port), Outside, [10], payload: 3000) with { Offload = Segments with { ChecksumStart = 38, HeaderLength = 58 } };
        ReceivedBy(_bench, _uplink, large, _port);
        Assert.Equal(Segments, _bench.Ports[_port].Offered.Single().Offload);
    }

    [Theory]
    [InlineData(1, 0, 0, 13, 16, 0)]
    [InlineData(1, 0, 0, 34, 65535, 0)]
    [InlineData(1, 0, 0, 58, 1, 0)]
    [InlineData(1, 1, 0, 34, 16, 0)]
    [InlineData(0, 1, 1448, 34, 16, 0)]
    [InlineData(1, 3, 1448, 34, 6, 0)]
    [InlineData(1, 2, 1448, 34, 6, 0)]
    [InlineData(1, 0x85, 1448, 34, 6, 0)]
    [InlineData(1, 1, 1448, 34, 16, 61)]
    public void An_offload_header_that_points_outside_or_asks_for_the_unknown_is_dropped(int flags, int gso, int size, int start, int offset, int header)
    {
        VirtioNetHeader offload = new()
        {
            Flags = (byte)flags,
            GsoType = (byte)gso,
            GsoSize = (ushort)size,
            ChecksumStart = (ushort)start,
            ChecksumOffset = (ushort)offset,
            HeaderLength = (ushort)header,
        };
        Dropped(_bench, _port, Sound() with { Offload = offload }, DropReason.BadOffload);
    }

    /// <summary>
    /// Four bytes more would wrap it to the start of the frame, and the checksum would be written over the addresses. What does not wrap is judged on: headers of that
    /// size fit no segment.
    /// </summary>
    [Theory]
    [InlineData(65_531, DropReason.ExceedsMtu)]
    [InlineData(65_532, DropReason.BadOffload)]
    [InlineData(65_535, DropReason.BadOffload)]
    public void A_checksum_offset_that_a_tag_would_make_wrap_is_dropped(int start, DropReason reason) =>
        Dropped(_bench, _port, Make(Outside, MacOf(_port), payload: 65_540) with { Offload = Segments with { ChecksumStart = (ushort)start, ChecksumOffset = 0 } }, reason);

    /// <summary>Each byte a frame of its own would keep a worker busy for as long as a second, whoever waits.</summary>
    [Theory]
    [InlineData(64, true)]
    [InlineData(62, false)]
    [InlineData(1, false)]
    public void A_frame_that_would_become_thousands_is_dropped(int size, bool passes)
    {
        TestFrame large = Make(Outside, MacOf(_port), payload: 65_000) with { Offload = Segments with { GsoSize = (ushort)size } };
        if (passes)
        {
            ReceivedBy(_bench, _port, large, _uplink);
        }
        else
        {
            Dropped(_bench, _port, large, DropReason.BadOffload);
        }
    }

    [Fact]
    public void Fields_of_the_offload_header_that_nobody_judged_are_not_passed_on()
    {
        VirtioNetHeader noise = new() { Flags = 0xfe, GsoSize = 9, ChecksumStart = 7, ChecksumOffset = 9, HeaderLength = 3, Buffers = 2 };
        ReceivedBy(_bench, _port, Sound() with { Offload = noise }, _uplink);
        Assert.Equal(new VirtioNetHeader { Flags = VirtioNetHeader.DataValid }, _bench.Ports[_uplink].Offered.Single().Offload);
    }

    private static VirtioNetHeader Segments => new()
    {
        Flags = VirtioNetHeader.NeedsChecksum,
        GsoType = VirtioNetHeader.GsoTcp4,
        GsoSize = 1448,
        HeaderLength = 54,
        ChecksumStart = 34,
        ChecksumOffset = 16,
    };

    /// <summary>60 bytes, untagged.</summary>
    private TestFrame Sound() => Make(Outside, MacOf(_port));
}
