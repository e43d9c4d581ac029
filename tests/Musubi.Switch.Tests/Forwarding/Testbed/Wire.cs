using System.Buffers.Binary;
using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A real port and what it is connected to: frames are sent into the far end and taken from it. One thread at a time.</summary>
/// <param name="near">The switch's port.</param>
/// <param name="far">A guest, or the physical network.</param>
/// <param name="rest">What both stand on, gone with them.</param>
internal sealed class Wire(FramePort near, FramePort far, params IDisposable[] rest) : IDisposable
{
    private const int MostFrames = 64;
    private const ushort MarkEtherType = 0x88b6;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly FrameArena _sending = new(MostFrames);
    private readonly FrameArena _taking = new(MostFrames);
    private readonly ReceivedFrame[] _taken = new ReceivedFrame[MostFrames];
    private int _marks;

    public FramePort Near => near;

    /// <summary>Puts frames, at most 64, on their way to the switch; a tag that a test has taken out is in the bytes here.</summary>
    public void Send(ReadOnlySpan<TestFrame> frames)
    {
        TransmitFrame[] batch = new TransmitFrame[frames.Length];
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = Describe(i, frames[i].StrippedTag == 0 ? frames[i].Bytes : Tagged(frames[i].Bytes, frames[i].StrippedTag));
            batch[i].Offload = frames[i].Offload;
        }

        TransmitTally tally = default;
        far.Transmit(batch, ref tally);
        far.Flush();
        Assert.Equal(frames.Length, tally.Sent);
    }

    /// <summary>What has arrived at the switch's port, some of it at least.</summary>
    public int Receive(Span<ReceivedFrame> frames, FrameArena arena) => Await(() => near, frames, arena);

    /// <summary>All that the switch has sent. The port sends a mark of its own behind it: what has not come when that has never will.</summary>
    public List<SentFrame> TakeAll()
    {
        byte[] mark = MakeMark(++_marks);
        TransmitTally tally = default;
        near.Transmit([Describe(0, mark)], ref tally);
        near.Flush();
        Assert.Equal(1, tally.Sent);
        List<SentFrame> all = [];
        while (true)
        {
            int count = Await(() => far, _taken, _taking);
            for (int i = 0; i < count; i++)
            {
                byte[] bytes = Whole(_taken[i]);
                if (bytes.AsSpan().StartsWith(mark))
                {
                    far.Complete();
                    return all;
                }

                all.Add(new SentFrame(bytes, _taken[i].Offload));
            }

            far.Complete();
        }
    }

    public void Dispose()
    {
        near.Dispose();
        far.Dispose();
        Array.ForEach(rest, part => part.Dispose());
        _sending.Dispose();
        _taking.Dispose();
    }

    private static int Await(Func<FramePort> port, Span<ReceivedFrame> frames, FrameArena arena)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait spin = default;
        int count;
        while ((count = port().Receive(frames, arena)) == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Limit, $"no frame within {Limit.TotalSeconds} s");
            spin.SpinOnce();
        }

        return count;
    }

    private static byte[] Whole(in ReceivedFrame frame) => frame.StrippedTag == 0 ? frame.Data.Span.ToArray() : Tagged(frame.Data.Span, frame.StrippedTag);

    private static byte[] Tagged(ReadOnlySpan<byte> bytes, uint tag)
    {
        byte[] between = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(between, tag);
        return [.. bytes[..12], .. between, .. bytes[12..]];
    }

    private static byte[] MakeMark(int number)
    {
        byte[] mark = new byte[60];
        BinaryPrimitives.WriteUInt64BigEndian(mark, Frames.Outside << 16);
        BinaryPrimitives.WriteUInt64BigEndian(mark.AsSpan(6), 0x02ff_ffff_ffffUL << 16);
        BinaryPrimitives.WriteUInt16BigEndian(mark.AsSpan(12), MarkEtherType);
        BinaryPrimitives.WriteInt32BigEndian(mark.AsSpan(14), number);
        return mark;
    }

    private TransmitFrame Describe(int buffer, ReadOnlySpan<byte> bytes)
    {
        TransmitFrame frame = new() { HeaderLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]) == 0x8100 ? 18 : 14 };
        bytes[..frame.HeaderLength].CopyTo(frame.Header);
        bytes[frame.HeaderLength..].CopyTo(_sending.Buffer(buffer));
        frame.Payload = _sending.Slice(buffer, 0, bytes.Length - frame.HeaderLength);
        return frame;
    }
}
