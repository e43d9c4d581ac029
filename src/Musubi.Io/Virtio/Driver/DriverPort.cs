using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// A guest's network driver as a port: what is transmitted here comes out of the back end, what is received here went into
/// it. For tests and generators. One thread.
/// </summary>
public sealed unsafe class DriverPort : FramePort
{
    private readonly DriverMemory _memory;
    private readonly DriverShape _shape;
    private readonly DriverBuffer[] _sent;
    private readonly DriverBuffer[] _posted;
    private readonly Stack<DriverBuffer> _idle = new();

    public DriverPort(DriverMemory memory, DriverShape shape)
    {
        (_memory, _shape) = (memory, shape);
        ToDevice = Queue();
        FromDevice = Queue();
        _sent = new DriverBuffer[shape.QueueSize];
        _posted = new DriverBuffer[shape.QueueSize];
        for (int i = 0; i < shape.SendBuffers; i++)
        {
            _idle.Push(new DriverBuffer(memory.Allocate(shape.SendBytes), shape.SendBytes));
        }

        for (int i = 0; i < shape.ReceiveBuffers; i++)
        {
            Post(new DriverBuffer(memory.Allocate(shape.ReceiveBytes), shape.ReceiveBytes));
        }

        FromDevice.Publish();
    }

    /// <summary>The guest's transmit queue.</summary>
    public DriverQueue ToDevice { get; }

    /// <summary>The guest's receive queue.</summary>
    public DriverQueue FromDevice { get; }

    /// <summary>Signalled to kick the device.</summary>
    public EventFd Kick { get; } = new();

    /// <summary>Signalled by the device.</summary>
    public EventFd Called { get; } = new();

    public override int PollDescriptor => Called.Descriptor;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => false;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        Called.Drain();
        FromDevice.WantCall(true);
        int count = 0;
        while (count < frames.Length && count < arena.Buffers && FromDevice.TryTake(out int head, out uint written))
        {
            frames[count] = Assemble(head, written, arena.Address(count));
            count++;
        }

        FromDevice.Publish();
        return count;
    }

    public override void Complete()
    {
        // What was received was copied out.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Reclaim();
        Span<DriverBuffer> pieces = stackalloc DriverBuffer[2];
        fixed (TransmitFrame* first = frames)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                int bytes = first[i].HeaderLength + first[i].Payload.Length;
                if (!_idle.TryPop(out DriverBuffer buffer))
                {
                    tally.QueueFull++;
                    continue;
                }

                Write(first + i, buffer.Offset);
                pieces[0] = buffer with { Length = _shape.HeaderBytes + bytes };
                int count = 1;
                if (_shape.HeaderApart)
                {
                    pieces[0] = buffer with { Length = _shape.HeaderBytes };
                    pieces[1] = new DriverBuffer(buffer.Offset + _shape.HeaderBytes, bytes);
                    count = 2;
                }

                int head = ToDevice.Add(pieces[..count], writable: false);
                if (head < 0)
                {
                    _idle.Push(buffer);
                    tally.QueueFull++;
                    continue;
                }

                _sent[head] = buffer;
                tally.Sent++;
                tally.Bytes += bytes;
            }
        }

        ToDevice.Publish();
        if (ToDevice.WantsKick)
        {
            Kick.Signal();
        }
    }

    /// <summary>Takes back buffers that the device has sent.</summary>
    public void Reclaim()
    {
        while (ToDevice.TryTake(out int head, out _))
        {
            _idle.Push(_sent[head]);
        }
    }

    public override void Dispose()
    {
        Kick.Dispose();
        Called.Dispose();
    }

    private DriverQueue Queue() => (_shape.Features & VirtioFeatures.PackedRing) != 0
        ? new PackedDriver(_memory, _shape.QueueSize, _shape.Features)
        : new SplitDriver(_memory, _shape.QueueSize, _shape.Features);

    private void Post(DriverBuffer buffer)
    {
        int head = FromDevice.Add([buffer], writable: true);
        _posted[head] = buffer;
    }

    private ReceivedFrame Assemble(int head, uint written, nint target)
    {
        // Safe: the arena's buffer holds any frame; what the device claims to have written is bounded by the buffer posted.
        DriverBuffer buffer = _posted[head];
        ReadOnlySpan<byte> bytes = _memory.Slice(buffer.Offset, (int)Math.Min(written, (uint)buffer.Length));
        VirtioNetHeader offload = default;
        bytes[.._shape.HeaderBytes].CopyTo(new Span<byte>(&offload, sizeof(VirtioNetHeader)));
        int filled = Append(bytes[_shape.HeaderBytes..], target, 0);
        Post(buffer);
        for (int left = _shape.HeaderBytes == sizeof(VirtioNetHeader) ? offload.Buffers - 1 : 0; left > 0 && FromDevice.TryTake(out head, out written); left--)
        {
            buffer = _posted[head];
            filled = Append(_memory.Slice(buffer.Offset, (int)Math.Min(written, (uint)buffer.Length)), target, filled);
            Post(buffer);
        }

        offload.Buffers = 0;
        return new ReceivedFrame { Data = new FrameSlice(target, filled), Offload = offload };
    }

    private static int Append(ReadOnlySpan<byte> bytes, nint target, int filled)
    {
        bytes.CopyTo(new Span<byte>((byte*)target + filled, FrameArena.BufferBytes - filled));
        return filled + bytes.Length;
    }

    private void Write(TransmitFrame* frame, int offset)
    {
        int bytes = frame->HeaderLength + frame->Payload.Length;
        Span<byte> room = _memory.Slice(offset, _shape.HeaderBytes + bytes);
        // Safe: the offload header is at least as long as what is copied.
        new ReadOnlySpan<byte>(&frame->Offload, _shape.HeaderBytes).CopyTo(room);
        ((ReadOnlySpan<byte>)frame->Header)[..frame->HeaderLength].CopyTo(room[_shape.HeaderBytes..]);
        frame->Payload.Span.CopyTo(room[(_shape.HeaderBytes + frame->HeaderLength)..]);
    }
}
