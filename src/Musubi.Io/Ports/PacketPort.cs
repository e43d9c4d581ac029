using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Packet;

namespace Musubi.Io.Ports;

/// <summary>
/// An AF_PACKET socket on an interface: an uplink's NIC, or the host side of a TAP whose descriptor QEMU holds. The
/// interface being down is not a fault; its being gone is.
/// </summary>
public sealed unsafe class PacketPort : FramePort
{
    /// <summary>Frames for one sendmmsg; its headers fit a thread's stack.</summary>
    private const int Depth = 64;

    private readonly FileDescriptor _socket;
    private readonly int _descriptor;
    private readonly int _vnetBytes;
    private readonly PacketReceiver _receiver;
    private PortFault _fault;

    /// <summary>Takes over a socket made by <see cref="PacketSocket.Open"/>, perhaps by another process.</summary>
    public PacketPort(FileDescriptor socket)
    {
        _socket = socket;
        _descriptor = socket.Number;
        _vnetBytes = PacketSocket.VnetHeaderBytes(socket);
        _receiver = new PacketReceiver(_descriptor, _vnetBytes);
    }

    public override int PollDescriptor => _descriptor;

    public override bool SharedTransmit => true;

    public override PortFault Fault => _fault;

    public override FileDescriptor Descriptor => _socket;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        // Safe: the receiver writes within the frames pinned here and within the arena's buffers.
        fixed (ReceivedFrame* first = frames)
        {
            int received = _receiver.Receive(first, frames.Length, arena);
            if (received >= 0)
            {
                return received;
            }

            NoteReceiveError(-received);
            return 0;
        }
    }

    public override void Complete()
    {
        // The arena's buffers are the worker's own: nothing was lent.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        MultiMessageHeader* messages = stackalloc MultiMessageHeader[Depth];
        IoVector* vectors = stackalloc IoVector[Depth * 3];
        // Safe: header and payload lengths come from the frame itself, pinned for the call.
        fixed (TransmitFrame* first = frames)
        {
            for (int start = 0; start < frames.Length; start += Depth)
            {
                int count = Math.Min(Depth, frames.Length - start);
                for (int i = 0; i < count; i++)
                {
                    Describe(messages + i, vectors + (3 * i), first + start + i);
                }

                Send(messages, count, first + start, ref tally);
            }
        }
    }

    public override void Dispose()
    {
        _receiver.Dispose();
        _socket.Dispose();
    }

    private void Describe(MultiMessageHeader* message, IoVector* vectors, TransmitFrame* frame)
    {
        vectors[0] = new IoVector(&frame->Offload, _vnetBytes);
        vectors[1] = new IoVector(&frame->Header, frame->HeaderLength);
        vectors[2] = new IoVector((void*)frame->Payload.Address, frame->Payload.Length);
        *message = default;
        message->Header.Vectors = vectors;
        message->Header.VectorCount = 3;
    }

    /// <summary>Sends all; a frame that is refused is counted, and the rest goes on behind it.</summary>
    private void Send(MultiMessageHeader* messages, int count, TransmitFrame* frames, ref TransmitTally tally)
    {
        int next = 0;
        while (next < count)
        {
            int sent = Libc.sendmmsg(_descriptor, messages + next, (uint)(count - next), 0);
            if (sent <= 0)
            {
                CountTransmitError(SystemCall.Error, ref tally);
                next++;
                continue;
            }

            for (int i = next; i < next + sent; i++)
            {
                tally.Sent++;
                tally.Bytes += frames[i].HeaderLength + frames[i].Payload.Length;
            }

            next += sent;
        }
    }

    private void NoteReceiveError(int error)
    {
        switch (error)
        {
            // InvalidArgument: a frame with an offload that this interface cannot describe; the kernel has dropped it.
            case Errno.TryAgain or Errno.Interrupted or Errno.NetworkDown or Errno.NoBufferSpace or Errno.InvalidArgument:
                break;
            case Errno.NoSuchDeviceOrAddress or Errno.NoDevice:
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
            case Errno.NetworkDown:
                tally.LinkDown++;
                break;
            case Errno.MessageTooLong:
                tally.TooBig++;
                break;
            case Errno.NoSuchDeviceOrAddress or Errno.NoDevice:
                _fault = PortFault.InterfaceGone;
                tally.LinkDown++;
                break;
            default:
                tally.Failed++;
                break;
        }
    }
}
