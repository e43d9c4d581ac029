using System.Diagnostics;
using Musubi.Io.Bpf;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Bpf;

/// <summary>A bridge with a trunk port and an access port of VLAN 20 made by classifiers, as the lab's physical switch has them.</summary>
public sealed class AccessPortTests : IDisposable
{
    private const int Vlan = 20;

    private readonly TestNamespace _namespace = new();
    private readonly PortDriver _trunk;
    private readonly PortDriver _station;
    private readonly int _access;
    private readonly int _stationIndex;

    public AccessPortTests()
    {
        (int trunkOuter, int trunkInner) = _namespace.CreateVeth("trunk", "br-trunk");
        (_stationIndex, _access) = _namespace.CreateVeth("station", "br-access");
        LinkCommands links = _namespace.Routes.Links;
        links.CreateBridge("br0");
        int bridge = _namespace.Index("br0");
        links.SetMaster(trunkInner, bridge);
        links.SetMaster(_access, bridge);
        links.SetUp(bridge, true);
        using BpfProgram tag = BpfProgram.TagIncoming(Vlan);
        using BpfProgram untag = BpfProgram.UntagOutgoing(Vlan);
        _namespace.Routes.Filters.Attach(_access, FilterDirection.Ingress, tag, "tag-20");
        _namespace.Routes.Filters.Attach(_access, FilterDirection.Egress, untag, "untag-20");
        _trunk = new PortDriver(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(trunkOuter))));
        _station = new PortDriver(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(_stationIndex))));
    }

    [Fact]
    public void What_the_station_sends_has_the_VLANs_tag_on_the_trunk()
    {
        SentFrame frame = SentFrame.Small(1);
        _station.Send(frame);
        Assert.Equal(frame.Tagged(Vlan).Bytes, _trunk.TakeOne().Bytes);
    }

    [Fact]
    public void The_station_gets_the_VLANs_frames_without_their_tag_and_no_others()
    {
        _trunk.Send(SentFrame.Small(1).Tagged(21), SentFrame.Small(2), SentFrame.Small(3).Tagged(0x6000 | Vlan));
        Assert.Equal(SentFrame.Small(3).Bytes, _station.TakeOne().Bytes);
    }

    [Fact]
    public void Tagged_frames_of_the_station_are_dropped()
    {
        _station.Send(SentFrame.Small(1).Tagged(21), SentFrame.Small(2).Tagged(Vlan), SentFrame.Small(3));
        Assert.Equal(3, SentNumber(_trunk.TakeOne()));
    }

    [Fact]
    public void Offload_frames_cross_whole_both_ways()
    {
        SentFrame frame = SentFrame.Segment(VirtioNetHeader.GsoTcp4, 60_000, 1448);
        _station.Send(frame);
        SentFrame tagged = _trunk.TakeOne();
        Assert.Equal(frame.Tagged(Vlan).Bytes, tagged.Bytes);
        Assert.Equal(frame.Offload.ChecksumStart + SentFrame.TagBytes, tagged.Offload.ChecksumStart);
        _trunk.Send(frame.Tagged(Vlan));
        SentFrame untagged = _station.TakeOne();
        Assert.Equal(frame.Bytes, untagged.Bytes);
        Assert.Equal(frame.Offload.ChecksumStart, untagged.Offload.ChecksumStart);
    }

    [Fact]
    public void A_capture_shows_the_tag_on_the_trunk_and_none_at_the_station()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/tcpdump") && File.Exists("/usr/bin/nsenter"), "missing: tcpdump or nsenter");
        Assert.Contains($"vlan {Vlan}", Capture("trunk", () => _station.Send(SentFrame.Small(1))), StringComparison.Ordinal);
        Assert.DoesNotContain("vlan", Capture("station", () => _trunk.Send(SentFrame.Small(2).Tagged(Vlan))), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _trunk.Dispose();
        _station.Dispose();
        _namespace.Dispose();
    }

    private static int SentNumber(SentFrame tagged) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(tagged.Bytes.AsSpan(18));

    /// <summary>tcpdump's line about the first frame that the interface receives while <paramref name="send"/> is repeated.</summary>
    private string Capture(string interfaceName, Action send)
    {
        ProcessStartInfo start = new("/usr/bin/nsenter", ["--net=" + _namespace.Path, "tcpdump", "-nne", "-l", "-c", "1", "-i", interfaceName, "--immediate-mode", "ether src 02:00:00:00:00:01"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        try
        {
            Assert.NotNull(process.StandardError.ReadLine());
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Deadline deadline = Deadline.Usual;
            while (!output.Wait(TimeSpan.FromMilliseconds(50)) && !deadline.Passed)
            {
                send();
            }

            Assert.True(output.IsCompleted);
            return output.Result;
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
