using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>What is held against an MTU: a frame's payload, or that of its segments, where it comes in and where its way out takes less.</summary>
public sealed class MtuTests : IDisposable
{
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;
    private const int TcpHeader = 20;
    private const int TcpWithTimestamps = 32;
    private const int UdpHeader = 8;

    private readonly int _uplink;
    private readonly int _sender;
    private readonly int _receiver;
    private readonly int _trunk;
    private readonly PipelineBench _bench;

    public MtuTests()
    {
        PlanBuilder plan = new();
        _uplink = plan.Uplink();
        _sender = plan.Vnic(Vlan.Access(10));
        _receiver = plan.Vnic(Vlan.Access(10));
        _trunk = plan.Vnic(Vlan.Trunk((10, 20)));
        _bench = plan.Build();
    }

    /// <summary>A segment is what the headers and the data of each packet come to: 1,500 bytes pass, one more does not.</summary>
    public static TheoryData<byte, int, int, int, bool> Segmented => new()
    {
        { VirtioNetHeader.GsoTcp4, Ipv4Header, TcpHeader, 1460, true },
        { VirtioNetHeader.GsoTcp4, Ipv4Header, TcpHeader, 1461, false },
        { VirtioNetHeader.GsoTcp4, Ipv4Header, TcpWithTimestamps, 1448, true },
        { VirtioNetHeader.GsoTcp4, Ipv4Header, TcpWithTimestamps, 1449, false },
        { VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, Ipv4Header, TcpWithTimestamps, 1448, true },
        { VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, Ipv4Header, TcpWithTimestamps, 1449, false },
        { VirtioNetHeader.GsoTcp6, Ipv6Header, TcpWithTimestamps, 1428, true },
        { VirtioNetHeader.GsoTcp6, Ipv6Header, TcpWithTimestamps, 1429, false },
        { VirtioNetHeader.GsoTcp6, Ipv6Header, TcpWithTimestamps, 8948, false },
        { VirtioNetHeader.GsoUdpL4, Ipv4Header, UdpHeader, 1472, true },
        { VirtioNetHeader.GsoUdpL4, Ipv4Header, UdpHeader, 1473, false },
        { VirtioNetHeader.GsoTcp4, Ipv4Header, TcpHeader, 65_535, false },
    };

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Segmented))]
    public void A_guests_frame_is_as_large_as_its_segments(byte gso, int ip, int transport, int segment, bool passes)
    {
        TestFrame frame = Large(MacOf(_receiver), MacOf(_sender), [], gso, ip, transport, segment);
        if (passes)
        {
            ReceivedBy(_bench, _sender, frame, _receiver);
        }
        else
        {
            Dropped(_bench, _sender, frame, DropReason.ExceedsMtu);
        }
    }

    [Theory]
    [MemberData(nameof(Segmented))]
    public void A_tag_counts_neither_from_a_trunk_nor_from_the_wire(byte gso, int ip, int transport, int segment, bool passes)
    {
        foreach ((int source, ulong sender) in new[] { (_trunk, MacOf(_trunk)), (_uplink, Outside) })
        {
            TestFrame frame = Large(MacOf(_receiver), sender, [10], gso, ip, transport, segment);
            if (passes)
            {
                ReceivedBy(_bench, source, frame, _receiver);
            }
            else
            {
                Dropped(_bench, source, frame, DropReason.ExceedsMtu);
            }
        }
    }

    /// <summary>The kernel hands on what it merged: one packet that says that it is to be segmented, and is within the MTU as it is.</summary>
    [Fact]
    public void A_frame_within_the_mtu_is_never_segmented() =>
        ReceivedBy(_bench, _sender, Make(MacOf(_receiver), MacOf(_sender), payload: 1500) with { Offload = Offload(VirtioNetHeader.GsoTcp4, 14 + Ipv4Header, 9000) }, _receiver);

    [Theory]
    [InlineData(1400, true)]
    [InlineData(1401, false)]
    public void A_frame_that_the_way_out_does_not_take_is_dropped_there_by_name(int payload, bool passes)
    {
        _bench.SetMtu(_uplink, 1400);
        Sent(Make(Outside, MacOf(_sender), payload: payload), passes);
    }

    [Theory]
    [InlineData(1348, true)]
    [InlineData(1349, false)]
    public void So_is_one_whose_segments_it_does_not_take(int segment, bool passes)
    {
        _bench.SetMtu(_uplink, 1400);
        Sent(Large(Outside, MacOf(_sender), [], VirtioNetHeader.GsoTcp4, Ipv4Header, TcpWithTimestamps, segment), passes);
    }

    /// <summary>Only the narrow one of several ways out is closed to a frame, and only while it is narrow.</summary>
    [Fact]
    public void Others_get_what_a_narrow_way_out_does_not_take()
    {
        _bench.SetMtu(_uplink, 1400);
        TestFrame large = Make(Broadcast, MacOf(_sender), payload: 1500);
        ReceivedBy(_bench, _sender, large, _receiver, _trunk);
        Assert.Equal(1, _bench.Drops(_uplink, DropReason.TxTooBig));
        _bench.SetMtu(_uplink, 1500);
        ReceivedBy(_bench, _sender, large, _receiver, _trunk, _uplink);
        Assert.Equal(1, _bench.Drops(_uplink, DropReason.TxTooBig));
    }

    private void Sent(TestFrame frame, bool passes)
    {
        if (passes)
        {
            ReceivedBy(_bench, _sender, frame, _uplink);
        }
        else
        {
            ReceivedBy(_bench, _sender, frame);
        }

        Assert.Equal(passes ? 0 : 1, _bench.Drops(_uplink, DropReason.TxTooBig));
        Assert.Equal(0, _bench.Drops(_sender, DropReason.ExceedsMtu));
    }

    /// <summary>A packet of 64,000 bytes with a header of its transport, to be segmented.</summary>
    private static TestFrame Large(ulong destination, ulong source, int[] tags, byte gso, int ip, int transport, int segment)
    {
        TestFrame frame = Make(destination, source, tags, payload: 64_000);
        int start = 14 + (4 * tags.Length) + ip;
        frame.Bytes[start + 12] = (byte)(transport / 4 << 4);
        return frame with { Offload = Offload(gso, start, segment) };
    }

    private static VirtioNetHeader Offload(byte gso, int start, int segment) => new()
    {
        Flags = VirtioNetHeader.NeedsChecksum,
        GsoType = gso,
        GsoSize = (ushort)segment,
        ChecksumStart = (ushort)start,
        ChecksumOffset = (ushort)(gso == VirtioNetHeader.GsoUdpL4 ? 6 : 16),
    };
}
