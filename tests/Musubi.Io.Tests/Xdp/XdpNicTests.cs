using System.Diagnostics;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Xdp;

namespace Musubi.Io.Tests.Xdp;

/// <summary>NICs of several queues, of large frames, and such as change hands.</summary>
public sealed class XdpNicTests
{
    [Theory]
    [InlineData(14 + 3_900)]
    [InlineData(14 + 9_000)]
    public void Jumbo_frames_cross_both_ways(int bytes)
    {
        using PortBed bed = PortBed.Xdp(mtu: 9_000);
        SentFrame frame = SentFrame.Small(1, bytes);
        Assert.Equal(1, bed.Near.Send(frame).Sent);
        Assert.Equal(frame.Bytes, bed.Far.TakeOne().Bytes);
        bed.Far.Send(frame, SentFrame.Small(2), frame);
        Assert.Equal([bytes, 60, bytes], bed.Near.Take(3).Select(taken => taken.Bytes.Length));
    }

    [Fact]
    public void Every_queue_of_a_NIC_is_served()
    {
        Assert.SkipUnless(File.Exists("/usr/sbin/ethtool") && File.Exists("/usr/bin/nsenter") && Environment.ProcessorCount > 1, "missing: ethtool, nsenter or a second processor");
        using TestNamespace bed = new();
        (int first, int second) = bed.CreateVeth("near", "far");
        Run("/usr/bin/nsenter", $"--net={bed.Path} ethtool -L near rx 2 tx 2");
        Run("/usr/bin/nsenter", $"--net={bed.Path} ethtool -L far rx 2 tx 2");
        XdpUplink uplink = bed.Namespace.Run(() => XdpUplink.Open(bed.Routes, first, "near", XdpShape.Default));
        Assert.Equal(2, uplink.Queues.Count);
        using PortDriver near = new(new XdpPort(uplink.Descriptors, XdpShape.Default));
        using PortDriver far = new(bed.Namespace.Run(() => new PacketPort(PacketSocket.Open(second))));
        SentFrame[] flows = [.. Enumerable.Range(0, 64).Select(Flow)];
        Assert.Equal(64, near.Send(flows).Sent);
        Assert.Equal(64, far.Take(64).Count);
        Assert.Equal(64, far.Send(flows).Sent);
        Assert.Equal(64, near.Take(64).Count);
    }

    [Fact]
    public void A_NIC_can_be_taken_again_when_it_was_given_up_and_its_stack_hears_again_when_the_program_is_off()
    {
        using TestNamespace bed = new();
        (int first, int second) = bed.CreateVeth("near", "far");
        using (XdpUplink uplink = bed.Namespace.Run(() => XdpUplink.Open(bed.Routes, first, "near", XdpShape.Default)))
        {
            Assert.Throws<SystemCallException>(() => bed.Namespace.Run(() => XdpSocket.Open(first, 0, XdpShape.Default)));
        }

        Assert.Equal(XdpMode.Driver, bed.Routes.Xdp.Mode(first));
        XdpUplink again = bed.Namespace.Run(() => XdpUplink.Open(bed.Routes, first, "near", XdpShape.Default));
        using PortDriver far = new(bed.Namespace.Run(() => new PacketPort(PacketSocket.Open(second))));
        using (PortDriver near = new(new XdpPort(again.Descriptors, XdpShape.Default)))
        {
            far.Send(SentFrame.Small(1));
            Assert.Equal(1, near.TakeOne().Number);
        }

        bed.Routes.Xdp.Detach(first);
        Assert.Equal(XdpMode.None, bed.Routes.Xdp.Mode(first));
        bed.Routes.Xdp.Detach(first);
        using PortDriver stack = new(bed.Namespace.Run(() => new PacketPort(PacketSocket.Open(first))));
        far.Send(SentFrame.Small(2));
        Assert.Equal(2, stack.TakeOne().Number);
    }

    [Fact]
    public void Without_a_driver_s_help_the_program_runs_before_the_stack_and_says_why()
    {
        using TestNamespace bed = new();
        bed.Routes.Links.CreateBridge("br0");
        int bridge = bed.Index("br0");
        using XdpUplink uplink = bed.Namespace.Run(() => XdpUplink.Open(bed.Routes, bridge, "br0", XdpShape.Default));
        Assert.NotNull(uplink.WhyNotInDriver);
        Assert.False(uplink.IsZeroCopy);
        Assert.Equal(XdpMode.Stack, bed.Routes.Xdp.Mode(bridge));
    }

    [Fact]
    public void Memory_that_is_too_short_or_could_become_so_is_refused()
    {
        using TestNamespace bed = new();
        (int first, _) = bed.CreateVeth("near", "far");
        using XdpHandles handles = bed.Namespace.Run(() => XdpSocket.Open(first, 0, XdpShape.Default));
        using FileDescriptor tooShort = Musubi.Io.Memory.MemoryFile.Create("short", 4_096);
        Assert.Equal(Errno.InvalidArgument, Assert.Throws<SystemCallException>(() => new XdpPort([handles.Socket, tooShort], XdpShape.Default)).Error);
    }

    private static SentFrame Flow(int number)
    {
        SentFrame frame = SentFrame.Small(number);
        frame.Bytes[5] = (byte)(number * 37);
        frame.Bytes[11] = (byte)number;
        return frame;
    }

    private static void Run(string program, string arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
