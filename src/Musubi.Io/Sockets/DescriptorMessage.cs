using Musubi.Io.Native;

namespace Musubi.Io.Sockets;

/// <summary>sendmsg and recvmsg with descriptors beside the bytes (SCM_RIGHTS, unix(7)). Never waits.</summary>
internal static unsafe class DescriptorMessage
{
    private const int LevelSocket = 1;
    private const int Rights = 1;
    private const int ControlTruncated = 0x08;
    private const int NoSignal = 0x4000;
    private const int CloseOnExec = 0x40000000;

    private const int KernelMaxDescriptors = 253;

    /// <summary>One cmsghdr of 16 bytes and the numbers of a full frame, in units of 8 bytes.</summary>
    private const int ControlBytes = 16 + (UnixFraming.MaxDescriptors * sizeof(int));

    /// <summary>
    /// Bytes read into <paramref name="room"/>, 0 at the end of the stream, -1 when there are none now. Descriptors are
    /// added to the list at once, so that none is ever lost; <paramref name="tooMany"/> says that the kernel closed a surplus.
    /// </summary>
    public static int Receive(int socket, Span<byte> room, List<FileDescriptor> descriptors, out bool tooMany)
    {
        tooMany = false;
        ulong* control = stackalloc ulong[ControlBytes / sizeof(ulong)];
        // Safe: the span is pinned, and the kernel is told the true lengths of span and control bytes.
        fixed (byte* bytes = room)
        {
            IoVector vector = new(bytes, room.Length);
            MessageHeader message = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlBytes };
            nint read = Retry(socket, &message);
            if (read < 0)
            {
                return NothingNow(SystemCall.Error);
            }

            TakeDescriptors(&message, descriptors);
            tooMany = (message.Flags & ControlTruncated) != 0;
            return (int)read;
        }
    }

    /// <summary>Bytes sent of header and payload together, or -1 when the socket takes none now.</summary>
    /// <param name="descriptors">At most 253, the kernel's own limit; how many a frame may have is the caller's business.</param>
    /// <exception cref="SystemCallException">The peer is gone, or a descriptor cannot be passed.</exception>
    public static int Send(int socket, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ReadOnlySpan<int> descriptors)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, KernelMaxDescriptors);
        ulong* control = stackalloc ulong[(sizeof(ControlHeader) + ((KernelMaxDescriptors + 1) * sizeof(int))) / sizeof(ulong)];
        // Safe: both spans are pinned for the call; the control bytes have room for as many numbers as were checked above.
        fixed (byte* first = header, second = payload)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector(first, header.Length);
            vectors[1] = new IoVector(second, payload.Length);
            MessageHeader message = new() { Vectors = vectors, VectorCount = 2 };
            if (!descriptors.IsEmpty)
            {
                message.Control = control;
                message.ControlLength = WriteDescriptors(control, descriptors);
            }

            nint sent = Libc.sendmsg(socket, &message, NoSignal);
            if (sent >= 0)
            {
                return (int)sent;
            }

            int error = SystemCall.Error;
            return error is Errno.TryAgain or Errno.Interrupted ? -1 : throw new SystemCallException("sendmsg(unix)", error);
        }
    }

    private static nint Retry(int socket, MessageHeader* message)
    {
        nuint control = message->ControlLength;
        while (true)
        {
            message->ControlLength = control;
            nint read = Libc.recvmsg(socket, message, CloseOnExec);
            if (read >= 0 || SystemCall.Error != Errno.Interrupted)
            {
                return read;
            }
        }
    }

    private static int NothingNow(int error) => error switch
    {
        Errno.TryAgain => -1,
        // The peer died with bytes of ours unread: for the reader that is the end.
        Errno.ConnectionReset => 0,
        _ => throw new SystemCallException("recvmsg(unix)", error),
    };

    private static nuint WriteDescriptors(ulong* control, ReadOnlySpan<int> descriptors)
    {
        ControlHeader* header = (ControlHeader*)control;
        nuint length = (nuint)(sizeof(ControlHeader) + (descriptors.Length * sizeof(int)));
        *header = new ControlHeader { Length = length, Level = LevelSocket, Type = Rights };
        // Safe: the caller gave room for as many numbers as the kernel takes.
        descriptors.CopyTo(new Span<int>(header + 1, KernelMaxDescriptors));
        return (length + 7) & ~(nuint)7;
    }

    private static void TakeDescriptors(MessageHeader* message, List<FileDescriptor> descriptors)
    {
        byte* start = (byte*)message->Control;
        nuint offset = 0;
        // Safe: each header and its data are checked to lie within the bytes that the kernel says it wrote.
        while (offset + (nuint)sizeof(ControlHeader) <= message->ControlLength)
        {
            ControlHeader* header = (ControlHeader*)(start + offset);
            if (header->Length < (nuint)sizeof(ControlHeader) || header->Length > message->ControlLength - offset)
            {
                return;
            }

            if (header->Level == LevelSocket && header->Type == Rights)
            {
                int count = (int)((header->Length - (nuint)sizeof(ControlHeader)) / sizeof(int));
                foreach (int number in new ReadOnlySpan<int>(header + 1, count))
                {
                    descriptors.Add(new FileDescriptor(number));
                }
            }

            offset += (header->Length + 7) & ~(nuint)7;
        }
    }
}
