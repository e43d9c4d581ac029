using System.Runtime.CompilerServices;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Packet;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>
/// An AF_PACKET socket on an interface: an uplink's NIC, or the host side of a TAP whose descriptor QEMU holds. The
/// interface being down is not a fault; its being gone is.
/// </summary>
public sealed unsafe class PacketPort : FramePort
{
    /// <summary>Frames for one sendmmsg; its headers fit a thread's stack.</summary>
    private const int Depth = 64;

    private const int VectorsOfFrame = 3;

    /// <summary>An error that was told once is followed by another try; more than a few of them can wait for the next turn.</summary>
    private const int ReceiveAttempts = 4;

    private readonly FileDescriptor _socket;
    private readonly int _descriptor;
    private readonly int _vnetBytes;
    private readonly PacketReceiver _receiver;
    private volatile PortFault _fault;

    /// <summary>Takes over a socket made by <see cref="PacketSocket.Open"/>, perhaps by another process.</summary>
    public PacketPort(FileDescriptor socket)
    {
        _socket = socket;
        Descriptors = [socket];
        _descriptor = socket.Number;
        _vnetBytes = PacketSocket.VnetHeaderBytes(socket);
        _receiver = new PacketReceiver(_descriptor, _vnetBytes);
    }

    public override int PollDescriptor => _descriptor;

    public override bool SharedTransmit => true;

    public override PortFault Fault => _fault;

    public override IReadOnlyList<FileDescriptor> Descriptors { get; }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        for (int attempt = 0; attempt < ReceiveAttempts; attempt++)
        {
            int received = _receiver.Receive(frames, arena);
            if (received >= 0)
            {
                return received;
            }

            if (!IsPassing(-received))
            {
                return 0;
            }
        }

        return 0;
    }

    public override void Complete()
    {
        // The arena's buffers are the worker's own: nothing was lent.
    }

    public override long TakeOverruns() => PacketSocket.TakeDrops(_socket);

    [SkipLocalsInit]
    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        MultiMessageHeader* messages = stackalloc MultiMessageHeader[Depth];
        IoVector* vectors = stackalloc IoVector[Depth * VectorsOfFrame];
        // Safe: Describe writes every header before it is sent; the frames are pinned for the call.
        fixed (TransmitFrame* first = frames)
        {
            int next = 0;
            while (next < frames.Length)
            {
                int count = 0;
                while (count < Depth && next + count < frames.Length
                    && Describe(messages + count, vectors + (VectorsOfFrame * count), first + next + count))
                {
                    count++;
                }

                Send(messages, count, first + next, ref tally);
                next += count;
                if (count < Depth && next < frames.Length)
                {
                    // A header that cannot be.
                    tally.Failed++;
                    next++;
                }
            }
        }
    }

    public override void Dispose()
    {
        _receiver.Dispose();
        _socket.Dispose();
    }

    /// <summary>False when the frame's header is longer than its room.</summary>
    private bool Describe(MultiMessageHeader* message, IoVector* vectors, TransmitFrame* frame)
    {
        if ((uint)frame->HeaderLength > FrameHeader.Length)
        {
            return false;
        }

        *message = default;
        message->Header.Vectors = vectors;
        // Safe: offload and header stand side by side in the struct, so one vector covers both where the socket speaks all
        // twelve bytes; the payload is memory that lives for the turn.
        if (_vnetBytes == sizeof(VirtioNetHeader))
        {
            vectors[0] = new IoVector(&frame->Offload, sizeof(VirtioNetHeader) + frame->HeaderLength);
            vectors[1] = new IoVector((void*)frame->Payload.Address, frame->Payload.Length);
            message->Header.VectorCount = 2;
            return true;
        }

        vectors[0] = new IoVector(&frame->Offload, _vnetBytes);
        vectors[1] = new IoVector(&frame->Header, frame->HeaderLength);
        vectors[2] = new IoVector((void*)frame->Payload.Address, frame->Payload.Length);
        message->Header.VectorCount = 3;
        return true;
    }

    /// <summary>Sends all; a frame that is refused is counted, and the rest goes on behind it where that makes sense.</summary>
    private void Send(MultiMessageHeader* messages, int count, TransmitFrame* frames, ref TransmitTally tally)
    {
        int next = 0;
        while (next < count)
        {
            int sent = Libc.sendmmsg(_descriptor, messages + next, (uint)(count - next), 0);
            if (sent <= 0)
            {
                // The first of them was refused.
                int error = sent < 0 ? SystemCall.Error : Errno.TryAgain;
                int refused = HoldsForAll(error) ? count - next : 1;
                CountTransmitError(error, refused, ref tally);
                next += refused;
                continue;
            }

            for (int i = next; i < next + sent; i++)
            {
                tally.Bytes += frames[i].HeaderLength + frames[i].Payload.Length;
            }

            tally.Sent += sent;
            next += sent;
        }
    }

    /// <summary>A full socket, or an interface that is down or gone, would refuse the frames behind as well.</summary>
    private static bool HoldsForAll(int error) => error is Errno.TryAgain or Errno.NetworkDown or Errno.NoSuchDeviceOrAddress or Errno.NoDevice;

    /// <summary>True when the error was told once and the next call may succeed.</summary>
    private bool IsPassing(int error)
    {
        switch (error)
        {
            case Errno.TryAgain:
                return false;

            // The only word that a reader gets about an interface that is gone, too; and it gets it once.
            case Errno.NetworkDown when PacketSocket.InterfaceIndex(_socket) == 0:
                _fault = PortFault.InterfaceGone;
                return false;

            // InvalidArgument: a frame with an offload that cannot be described; the kernel has dropped it.
            case Errno.Interrupted or Errno.NetworkDown or Errno.NoBufferSpace or Errno.InvalidArgument:
                return true;
            case Errno.NoSuchDeviceOrAddress or Errno.NoDevice:
                _fault = PortFault.InterfaceGone;
                return false;
            default:
                _fault = PortFault.DescriptorFailed;
                return false;
        }
    }

    private void CountTransmitError(int error, int frames, ref TransmitTally tally)
    {
        switch (error)
        {
            case Errno.TryAgain or Errno.NoBufferSpace or Errno.NoMemory:
                tally.QueueFull += frames;
                break;
            case Errno.NetworkDown:
                tally.LinkDown += frames;
                break;
            case Errno.MessageTooLong:
                tally.TooBig += frames;
                break;
            case Errno.NoSuchDeviceOrAddress or Errno.NoDevice:
                _fault = PortFault.InterfaceGone;
                tally.LinkDown += frames;
                break;
            default:
                tally.Failed += frames;
                break;
        }
    }
}
