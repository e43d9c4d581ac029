using System.Runtime.CompilerServices;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Submission;
using Musubi.Io.Tap;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>
/// The device side of a TAP: reading takes what the interface sent, writing lets it receive. What a thread with a
/// <see cref="SubmissionRing"/> receives or transmits in one call goes by one system call.
/// </summary>
public sealed unsafe class TapPort : FramePort
{
    private const int VectorsOfFrame = SubmissionRing.VectorsOfWrite;

    private const int Room = TunDevice.VnetHeaderBytes + FrameArena.FrameBytes;

    private readonly TunDevice _device;
    private readonly int _descriptor;
    private volatile PortFault _fault;
    private int _expected;

    /// <summary>Takes over the device.</summary>
    public TapPort(TunDevice device)
    {
        _device = device;
        _descriptor = device.Descriptor.Number;
        Descriptors = [device.Descriptor];
    }

    public override int PollDescriptor => _descriptor;

    public override bool SharedTransmit => true;

    public override PortFault Fault => _fault;

    public override IReadOnlyList<FileDescriptor> Descriptors { get; }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int most = Math.Min(frames.Length, arena.Buffers);
        int count = Math.Min(_expected, Math.Min(most, SubmissionRing.Depth));
        int received = -1;
        if (count > 1 && SubmissionRing.OfThread is { } ring)
        {
            received = ReadTogether(ring, frames, arena, count);
        }

        if (received < 0)
        {
            received = ReadEach(frames, arena, count = most);
        }

        // A read for which nothing waits costs little, but not nothing.
        _expected = received == count ? 2 * count : received + 1;
        return received;
    }

    public override void Complete()
    {
        // The arena's buffers are the worker's own: nothing was lent.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        // Safe: the frames are pinned for the call.
        fixed (TransmitFrame* first = frames)
        {
            int next = 0;
            while (frames.Length - next > 1 && SubmissionRing.OfThread is { } ring)
            {
                int count = Math.Min(frames.Length - next, SubmissionRing.Depth);
                if (!WriteTogether(ring, first + next, count, ref tally))
                {
                    // Before Linux 6.4 a TAP cannot be written so.
                    SubmissionRing.CloseForThread();
                    break;
                }

                next += count;
            }

            for (; next < frames.Length; next++)
            {
                Write(first + next, ref tally);
            }
        }
    }

    public override void Dispose() => _device.Dispose();

    private int ReadEach(Span<ReceivedFrame> frames, FrameArena arena, int count)
    {
        for (int i = 0; i < count; i++)
        {
            nint frame = arena.Address(i) + FrameArena.FrameOffset;
            // Safe: the header lies before FrameOffset, the frame behind it, both within this one buffer.
            nint bytes = Libc.read(_descriptor, (byte*)frame - TunDevice.VnetHeaderBytes, Room);
            if (bytes < TunDevice.VnetHeaderBytes)
            {
                NoteReceiveError(bytes < 0 ? SystemCall.Error : 0);
                return i;
            }

            Describe(ref frames[i], frame, (int)bytes);
        }

        return count;
    }

    /// <summary>-1 when this kernel cannot; then nothing was read.</summary>
    [SkipLocalsInit]
    private int ReadTogether(SubmissionRing ring, Span<ReceivedFrame> frames, FrameArena arena, int count)
    {
        Span<IoVector> buffers = stackalloc IoVector[SubmissionRing.Depth];
        Span<int> results = stackalloc int[SubmissionRing.Depth];
        for (int i = 0; i < count; i++)
        {
            // Safe: the header lies before FrameOffset, the frame behind it, both within this one buffer.
            buffers[i] = new IoVector((byte*)arena.Address(i) + FrameArena.FrameOffset - TunDevice.VnetHeaderBytes, Room);
        }

        ring.Read(_descriptor, buffers[..count], results[..count]);
        if (results[0] == -Errno.NotSupported)
        {
            // Before Linux 6.4 a TAP cannot be read so.
            SubmissionRing.CloseForThread();
            return -1;
        }

        int received = 0;
        for (int i = 0; i < count; i++)
        {
            if (results[i] >= TunDevice.VnetHeaderBytes)
            {
                Describe(ref frames[received++], arena.Address(i) + FrameArena.FrameOffset, results[i]);
            }
            else
            {
                NoteReceiveError(Math.Max(-results[i], 0));
            }
        }

        return received;
    }

    private static void Describe(ref ReceivedFrame frame, nint address, int bytes) => frame = new ReceivedFrame
    {
        Data = new FrameSlice(address, bytes - TunDevice.VnetHeaderBytes),
        // Safe: the header stands right before the frame, in the same buffer.
        Offload = *(VirtioNetHeader*)(address - TunDevice.VnetHeaderBytes),
        // The kernel cuts what does not fit without a word: a buffer filled to the brim is taken for that.
        Truncated = bytes == Room,
    };

    private void Write(TransmitFrame* frame, ref TransmitTally tally)
    {
        IoVector* vectors = stackalloc IoVector[VectorsOfFrame];
        if (!Describe(vectors, frame))
        {
            tally.Failed++;
            return;
        }

        Count(frame, Libc.writev(_descriptor, vectors, VectorsOfFrame) >= 0 ? 0 : SystemCall.Error, ref tally);
    }

    /// <summary>False when this kernel cannot; then nothing was written and nothing counted.</summary>
    [SkipLocalsInit]
    private bool WriteTogether(SubmissionRing ring, TransmitFrame* frames, int count, ref TransmitTally tally)
    {
        IoVector* vectors = stackalloc IoVector[SubmissionRing.Depth * VectorsOfFrame];
        Span<int> results = stackalloc int[SubmissionRing.Depth];
        results = results[..count];
        for (int i = 0; i < count; i++)
        {
            if (!Describe(vectors + (VectorsOfFrame * i), frames + i))
            {
                // Nothing is written, and it is counted as failed.
                vectors[VectorsOfFrame * i] = vectors[(VectorsOfFrame * i) + 1] = default;
            }
        }

        ring.Write(_descriptor, new ReadOnlySpan<IoVector>(vectors, count * VectorsOfFrame), results);
        if (results[0] == -Errno.NotSupported)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            Count(frames + i, results[i] > 0 ? 0 : results[i] == 0 ? Errno.InvalidArgument : -results[i], ref tally);
        }

        return true;
    }

    /// <summary>False when the frame's header is longer than its room.</summary>
    private static bool Describe(IoVector* vectors, TransmitFrame* frame)
    {
        if ((uint)frame->HeaderLength > FrameHeader.Length)
        {
            return false;
        }

        // Safe: offload and header stand side by side in the struct, the header's length was checked against its room, and
        // the payload is memory that lives for the turn.
        vectors[0] = new IoVector(&frame->Offload, TunDevice.VnetHeaderBytes + frame->HeaderLength);
        vectors[1] = new IoVector((void*)frame->Payload.Address, frame->Payload.Length);
        return true;
    }

    private void Count(TransmitFrame* frame, int error, ref TransmitTally tally)
    {
        if (error != 0)
        {
            CountTransmitError(error, ref tally);
            return;
        }

        tally.Sent++;
        tally.Bytes += frame->HeaderLength + frame->Payload.Length;
    }

    private void NoteReceiveError(int error)
    {
        switch (error)
        {
            case 0 or Errno.TryAgain or Errno.NoMemory or Errno.Interrupted or Errno.NetworkDown or Errno.InputOutput:
                break;
            case Errno.BadDescriptorState or Errno.NoDevice:
                _fault = PortFault.InterfaceGone;
                break;
            default:
                _fault = PortFault.DescriptorFailed;
                break;
        }
    }

    private void CountTransmitError(int error, ref TransmitTally tally)
    {
        switch (error)
        {
            case Errno.TryAgain or Errno.NoBufferSpace or Errno.NoMemory:
                tally.QueueFull++;
                break;
            case Errno.InputOutput or Errno.NetworkDown:
                tally.LinkDown++;
                break;
            case Errno.MessageTooLong:
                tally.TooBig++;
                break;
            case Errno.BadDescriptorState:
                _fault = PortFault.InterfaceGone;
                tally.LinkDown++;
                break;
            default:
                tally.Failed++;
                break;
        }
    }
}
