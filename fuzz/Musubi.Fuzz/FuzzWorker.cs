using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Fuzz;

/// <summary>Does to a port what a worker does, and looks at all that it gets.</summary>
internal sealed class FuzzWorker : IDisposable
{
    private const int MostFrames = 64;
    private const int PayloadAt = 64;

    private readonly FrameArena _received = new(MostFrames);
    private readonly FrameArena _sent = new(MostFrames);
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[MostFrames];
    private bool _lent;

    /// <summary>Frames were lent and not given back yet: the turn goes on.</summary>
    public bool IsBusy => _lent;

    /// <summary>Sum of the bytes seen, so that they are looked at.</summary>
    public long Sum { get; private set; }

    /// <summary>Takes up to so many frames; the caller calls <see cref="Complete"/> sooner or later.</summary>
    public ReadOnlySpan<ReceivedFrame> Receive(FramePort port, int most)
    {
        Complete(port);
        most = Math.Clamp(most, 1, MostFrames);
        int count = port.Receive(_frames.AsSpan(0, most), _received);
        _lent = true;
        FuzzFailure.Unless(count >= 0 && count <= most, $"{count} frames were received, {most} were asked for");
        foreach (ref readonly ReceivedFrame frame in _frames.AsSpan(0, count))
        {
            FuzzFailure.Unless(frame.Data.Length is >= 0 and <= FrameArena.FrameBytes, $"a frame of {frame.Data.Length} bytes was received");
            foreach (byte one in frame.Data.Span)
            {
                Sum += one;
            }
        }

        return _frames.AsSpan(0, count);
    }

    public void Complete(FramePort port)
    {
        if (_lent)
        {
            _lent = false;
            port.Complete();
        }
    }

    public TransmitTally Transmit(FramePort port, FuzzOperation operation)
    {
        int count = 1 + (int)((uint)operation.A % MostFrames);
        int bytes = (int)Math.Min(FuzzValues.At(operation.B), FrameArena.FrameBytes - 128);
        Random random = new(operation.C);
        TransmitFrame[] frames = new TransmitFrame[count];
        for (int i = 0; i < count; i++)
        {
            frames[i] = Make(i, (operation.D & 3) switch { 0 => 14, 1 => 18, 2 => 60, _ => FrameHeader.Length }, bytes, (byte)i);
            frames[i].Offload = new VirtioNetHeader
            {
                Flags = (byte)random.Next(4),
                GsoType = (byte)random.Next(8),
                HeaderLength = (ushort)random.Next(),
                GsoSize = (ushort)random.Next(),
                ChecksumStart = (ushort)random.Next(),
                ChecksumOffset = (ushort)random.Next(),
                Buffers = (ushort)random.Next(),
            };
        }

        return Transmit(port, frames);
    }

    /// <summary>One frame, filled with one byte.</summary>
    public TransmitFrame Make(int buffer, int headerBytes, int payloadBytes, byte fill)
    {
        TransmitFrame frame = new() { HeaderLength = headerBytes };
        ((Span<byte>)frame.Header)[..headerBytes].Fill(fill);
        _sent.Buffer(buffer).Slice(PayloadAt, payloadBytes).Fill(fill);
        frame.Payload = _sent.Slice(buffer, PayloadAt, payloadBytes);
        return frame;
    }

    public static TransmitTally Transmit(FramePort port, ReadOnlySpan<TransmitFrame> frames)
    {
        TransmitTally tally = default;
        port.Transmit(frames, ref tally);
        int told = tally.Sent + tally.QueueFull + tally.TooBig + tally.LinkDown + tally.Failed;
        FuzzFailure.Unless(told == frames.Length, $"{frames.Length} frames were handed over, {told} were accounted for");
        return tally;
    }

    public void Dispose()
    {
        _received.Dispose();
        _sent.Dispose();
    }
}
