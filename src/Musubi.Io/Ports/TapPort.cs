using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Tap;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>The device side of a TAP: reading takes what the interface sent, writing lets it receive.</summary>
public sealed unsafe class TapPort : FramePort
{
    private readonly TunDevice _device;
    private readonly int _descriptor;
    private volatile PortFault _fault;

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
        const int Room = TunDevice.VnetHeaderBytes + FrameArena.FrameBytes;
        int count = Math.Min(frames.Length, arena.Buffers);
        for (int i = 0; i < count; i++)
        {
            nint frame = arena.Address(i) + FrameArena.FrameOffset;
            byte* start = (byte*)frame - TunDevice.VnetHeaderBytes;
            // Safe: the header lies before FrameOffset, the frame behind it, both within this one buffer.
            nint bytes = Libc.read(_descriptor, start, Room);
            if (bytes < TunDevice.VnetHeaderBytes)
            {
                NoteReceiveError(bytes < 0 ? SystemCall.Error : 0);
                return i;
            }

            frames[i] = new ReceivedFrame
            {
                Data = new FrameSlice(frame, (int)bytes - TunDevice.VnetHeaderBytes),
                Offload = *(VirtioNetHeader*)start,
                // The kernel cuts what does not fit without a word: a buffer filled to the brim is taken for that.
                Truncated = bytes == Room,
            };
        }

        return count;
    }

    public override void Complete()
    {
        // The arena's buffers are the worker's own: nothing was lent.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        IoVector* vectors = stackalloc IoVector[2];
        // Safe: offload and header stand side by side in the struct, the header's length is checked against its room, and
        // the payload is memory that lives for the turn.
        fixed (TransmitFrame* first = frames)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                TransmitFrame* frame = first + i;
                if ((uint)frame->HeaderLength > EthernetHeader.Length)
                {
                    tally.Failed++;
                    continue;
                }

                vectors[0] = new IoVector(frame, TunDevice.VnetHeaderBytes + frame->HeaderLength);
                vectors[1] = new IoVector((void*)frame->Payload.Address, frame->Payload.Length);
                if (Libc.writev(_descriptor, vectors, 2) >= 0)
                {
                    tally.Sent++;
                    tally.Bytes += frame->HeaderLength + frame->Payload.Length;
                }
                else
                {
                    CountTransmitError(SystemCall.Error, ref tally);
                }
            }
        }
    }

    public override void Dispose() => _device.Dispose();

    private void NoteReceiveError(int error)
    {
        switch (error)
        {
            case 0 or Errno.TryAgain or Errno.Interrupted or Errno.NetworkDown or Errno.InputOutput:
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
