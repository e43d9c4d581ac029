using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Musubi.Io.Memory;
using Musubi.Io.Packet;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Ports;

/// <summary>Frames that are too long for the way out, or for any buffer.</summary>
public sealed class OversizeFrameTests : IDisposable
{
    private const int GiantBytes = 100_000;

    private readonly TestNamespace _namespace = new();

    [Fact]
    public void A_frame_beyond_the_MTU_is_counted_and_those_behind_it_go()
    {
        (int first, int second) = _namespace.CreateVeth("near", "far");
        using PortDriver near = Packet(first);
        using PortDriver far = Packet(second);
        TransmitTally tally = near.Send(SentFrame.Small(0), SentFrame.Small(1, 1515), SentFrame.Small(2), SentFrame.Small(3, 9000), SentFrame.Small(4));
        Assert.Equal((3, 2, 180L), (tally.Sent, tally.TooBig, tally.Bytes));
        Assert.Equal([0, 2, 4], far.Take(3).Select(frame => frame.Number));
    }

    [Fact]
    public void A_tag_may_be_on_top_of_the_MTU()
    {
        (int first, int second) = _namespace.CreateVeth("near", "far");
        using PortDriver near = Packet(first);
        using PortDriver far = Packet(second);
        SentFrame frame = SentFrame.Small(0, 1514).Tagged(7);
        Assert.Equal(1, near.Send(frame).Sent);
        Assert.Equal(frame.Bytes, far.TakeOne().Bytes);
    }

    [Fact]
    public void A_packet_port_tells_of_a_frame_that_fits_no_buffer()
    {
        (int first, int second) = _namespace.CreateVeth("near", "far");
        using PortDriver near = Packet(first);
        using PortDriver far = Packet(second);
        AssertTruncated("near", near.Port, far.Port);
    }

    public void Dispose() => _namespace.Dispose();

    private PortDriver Packet(int index) => new(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(index))));

    private void AssertTruncated(string sender, FramePort from, FramePort to)
    {
        AllowGiants(sender);
        using (SafeFileHandle raw = new(from.PollDescriptor, ownsHandle: false))
        using (FileStream writer = new(raw, FileAccess.Write, 0))
        {
            writer.Write(Giant());
        }

        using FrameArena arena = new(2);
        ReceivedFrame[] frames = new ReceivedFrame[2];
        Assert.True(Readiness.WaitReadable(to.PollDescriptor, Deadline.Usual.Left));
        Assert.Equal(1, to.Receive(frames, arena));
        Assert.True(frames[0].Truncated);
        Assert.Equal(FrameArena.FrameBytes, frames[0].Data.Length);
        Assert.Equal(PortFault.None, to.Fault);
    }

    /// <summary>An interface hands on offload frames of IPv6 beyond 64 KB only where it was told to (BIG TCP).</summary>
    private void AllowGiants(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nsenter") && File.Exists("/usr/sbin/ip"), "missing: nsenter or ip");
        using Process process = Process.Start("/usr/bin/nsenter", ["--net=" + _namespace.Path, "ip", "link", "set", name, "gso_max_size", "200000"]);
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, "missing: an ip(8) or a kernel that sets gso_max_size");
    }

    /// <summary>An offload header, then a TCP segment over IPv6 with a length of zero, as those beyond 64 KB have.</summary>
    private static byte[] Giant()
    {
        byte[] bytes = new byte[12 + GiantBytes];
        new byte[] { 1, 4, 74, 0, 0xa8, 5, 54, 0, 16, 0, 0, 0 }.CopyTo(bytes, 0);
        new byte[] { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, 0x60, 0, 0, 0, 0, 0, 6, 64 }.CopyTo(bytes, 12);
        bytes[12 + 54 + 12] = 0x50;
        return bytes;
    }
}
