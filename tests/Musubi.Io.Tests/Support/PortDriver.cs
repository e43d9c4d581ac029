using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Support;

/// <summary>Sends and takes frames through a port as a worker does.</summary>
public sealed class PortDriver(FramePort port) : IDisposable
{
    private const int PayloadAt = 64;

    private readonly FrameArena _receiving = new(64);
    private readonly FrameArena _sending = new(256);
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[64];

    public FramePort Port { get; } = port;

    /// <summary>One call of Transmit for all of them, at most 256.</summary>
    public TransmitTally Send(params IReadOnlyList<SentFrame> frames) => SendPulled(0, frames);

    /// <summary>The same with so much of each frame as its private header, at least its Ethernet header and at most all of it.</summary>
    public TransmitTally SendPulled(int headerLength, params IReadOnlyList<SentFrame> frames)
    {
        TransmitFrame[] batch = new TransmitFrame[frames.Count];
        for (int i = 0; i < batch.Length; i++)
        {
            batch[i] = Describe(i, frames[i], headerLength);
        }

        TransmitTally tally = default;
        Port.Transmit(batch, ref tally);
        Port.Flush();
        return tally;
    }

    /// <summary>Takes frames until there are <paramref name="count"/> or the deadline passes.</summary>
    public List<SentFrame> Take(int count, int batch = 64)
    {
        List<SentFrame> taken = [];
        Deadline deadline = Deadline.Usual;
        while (taken.Count < count && !deadline.Passed)
        {
            int received = Port.Receive(_frames.AsSpan(0, batch), _receiving);
            for (int i = 0; i < received; i++)
            {
                Assert.False(_frames[i].Truncated);
                SentFrame frame = Normalise(_frames[i]);
                if (!IsChatter(frame))
                {
                    taken.Add(frame);
                }
            }

            Port.Complete();
            if (received == 0)
            {
                Await(deadline);
            }
        }

        return taken;
    }

    /// <summary>As a worker does before it sleeps.</summary>
    private void Await(Deadline deadline)
    {
        if (!Port.Arm())
        {
            Readiness.WaitReadable(Port.PollDescriptor, deadline.Left);
        }

        Port.Disarm();
    }

    /// <summary>Takes all that waits and tells how many there were.</summary>
    public int Drain()
    {
        int drained = 0;
        int received;
        while ((received = Port.Receive(_frames, _receiving)) > 0)
        {
            drained += received;
        }

        return drained;
    }

    public SentFrame TakeOne() => Assert.Single(Take(1));

    public void Dispose()
    {
        Port.Dispose();
        _receiving.Dispose();
        _sending.Dispose();
    }

    public TransmitFrame Describe(int buffer, SentFrame frame, int headerLength = 0)
    {
        bool tagged = BinaryPrimitives.ReadUInt16BigEndian(frame.Bytes.AsSpan(12)) == 0x8100;
        TransmitFrame described = new() { Offload = frame.Offload, HeaderLength = Math.Min(Math.Max(tagged ? 18 : 14, headerLength), frame.Bytes.Length) };
        frame.Bytes.AsSpan(0, described.HeaderLength).CopyTo(described.Header);
        ReadOnlySpan<byte> payload = frame.Bytes.AsSpan(described.HeaderLength);
        payload.CopyTo(_sending.Buffer(buffer)[PayloadAt..]);
        described.Payload = _sending.Slice(buffer, PayloadAt, payload.Length);
        return described;
    }

    /// <summary>IPv4 multicast: what a bridge says of itself.</summary>
    private static bool IsChatter(SentFrame frame) => frame.Bytes.AsSpan(0, 3).SequenceEqual<byte>([0x01, 0x00, 0x5e]);

    /// <summary>Puts a tag that the kernel took out back where it was, so that every kind of port can be compared.</summary>
    private static SentFrame Normalise(in ReceivedFrame frame)
    {
        VirtioNetHeader offload = frame.Offload;
        offload.Buffers = 0;
        SentFrame plain = new(frame.Data.Span.ToArray(), offload);
        if (frame.StrippedTag == 0)
        {
            return plain;
        }

        Assert.Equal(0x8100u, frame.StrippedTag >> 16);
        return plain.Tagged((ushort)frame.StrippedTag);
    }
}
