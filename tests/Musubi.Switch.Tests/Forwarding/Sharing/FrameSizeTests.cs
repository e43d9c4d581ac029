using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding.Pacing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>Frames count as what they are on the wire, whatever an offload header says.</summary>
public sealed class FrameSizeTests : IDisposable
{
    private readonly FrameArena _arena = new(1);

    [Theory]
    [InlineData(40, 40, 84)]
    [InlineData(60, 60, 84)]
    [InlineData(1514, 1514, 1538)]
    public void Plain_frames(int length, int bytes, int wire) => Check(length, default, new FrameSize(bytes, wire));

    [Theory]
    [InlineData(VirtioNetHeader.GsoTcp4, 0x80, 66, 1448)]
    [InlineData(VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, 0x50, 54, 1448)]
    [InlineData(VirtioNetHeader.GsoTcp6, 0xf0, 94, 1000)]
    [InlineData(VirtioNetHeader.GsoUdpL4, 0, 42, 1200)]
    public void Offload_frames_count_as_their_segments(int type, byte words, int headers, ushort each)
    {
        _arena.Buffer(0)[46] = words;
        VirtioNetHeader offload = default;
        offload.Set(VirtioNetHeader.NeedsChecksum, (byte)type, 0, each, 34, 16);
        Check(headers + (10 * each) + 1, offload, new FrameSize((11 * headers) + (10 * each) + 1, (11 * (headers + 24)) + (10 * each) + 1));
        Check(headers + each, offload, new FrameSize(headers + each, headers + each + 24));
    }

    [Fact]
    public void What_an_offload_header_says_is_bounded()
    {
        Random random = new(7);
        byte[] bytes = new byte[12];
        for (int i = 0; i < 100_000; i++)
        {
            random.NextBytes(bytes);
            VirtioNetHeader offload = default;
            offload.Set(bytes[0], bytes[1], BitConverter.ToUInt16(bytes, 2), BitConverter.ToUInt16(bytes, 4), BitConverter.ToUInt16(bytes, 6), BitConverter.ToUInt16(bytes, 8));
            int length = random.Next(14, 65_600);
            TransmitFrame frame = new() { HeaderLength = 14, Offload = offload, Payload = _arena.Slice(0, 14, length - 14) };
            FrameSize size = FrameSize.Of(in frame);
            Assert.InRange(size.Bytes, length, int.MaxValue);
            Assert.InRange(size.Wire, size.Bytes, int.MaxValue);
        }
    }

    public void Dispose() => _arena.Dispose();

    private void Check(int length, VirtioNetHeader offload, FrameSize expected)
    {
        foreach (int header in new[] { 14, FrameHeader.Length })
        {
            if (header <= length)
            {
                TransmitFrame frame = new() { HeaderLength = header, Offload = offload, Payload = _arena.Slice(0, header, length - header) };
                _arena.Buffer(0)[..header].CopyTo(frame.Header);
                Assert.Equal(expected, FrameSize.Of(in frame));
            }
        }

        Assert.Equal(expected, FrameSize.Of(new ReceivedFrame { Offload = offload, Data = _arena.Slice(0, 0, length) }));
    }
}
