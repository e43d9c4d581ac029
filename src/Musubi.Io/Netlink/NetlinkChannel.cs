using System.Buffers.Binary;
using Musubi.Io.Native;
using Musubi.Io.Polling;

namespace Musubi.Io.Netlink;

/// <summary>Requests and their answers on one socket, one after the other: any thread. Waits at most some seconds for the kernel.</summary>
internal sealed class NetlinkChannel : IDisposable
{
    public const ushort Request = 0x1;
    public const ushort Acknowledge = 0x4;
    public const ushort Dump = 0x300;

    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;
    private const ushort DumpInterrupted = 0x10;
    private const ushort HasAttributes = 0x200;
    private const int MessageAttribute = 1;
    private const int DumpAttempts = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly NetlinkSocket _socket = new(groups: 0);
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[64 << 10];
    private uint _sequence;

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(NetlinkRequest request)
    {
        lock (_lock)
        {
            Exchange(request, static (in NetlinkMessage _) => { });
        }
    }

    /// <summary>Sends a request and hands over each message of the answer. A dump that changed under the reading is read again.</summary>
    /// <param name="begin">Called before each reading: forget what came so far.</param>
    public void Query(NetlinkRequest request, Action begin, NetlinkReader reader)
    {
        lock (_lock)
        {
            int attempt = 0;
            do
            {
                begin();
                attempt++;
            }
            while (!Exchange(request, reader) && attempt < DumpAttempts);
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>False when the kernel says that what it listed changed meanwhile.</summary>
    private bool Exchange(NetlinkRequest request, NetlinkReader reader)
    {
        uint sequence = ++_sequence;
        _socket.Send(request.Finish(sequence));
        bool whole = true;
        while (true)
        {
            ReadOnlySpan<byte> datagram = ReceiveDatagram(request);
            while (NetlinkMessage.TryTake(ref datagram, out NetlinkMessage message))
            {
                // Answers to an earlier request that was given up are passed over.
                if (message.Sequence != sequence)
                {
                    continue;
                }

                whole &= (message.Flags & DumpInterrupted) == 0;
                if (message.Type is ErrorType or DoneType)
                {
                    ThrowIfRefused(request, message);
                    return whole;
                }

                reader(message);
            }
        }
    }

    private ReadOnlySpan<byte> ReceiveDatagram(NetlinkRequest request)
    {
        while (true)
        {
            int read = _socket.TryReceive(_buffer);
            if (read >= 0)
            {
                return _buffer.AsSpan(0, read);
            }

            if (-read is not (Errno.TryAgain or Errno.Interrupted))
            {
                throw new NetlinkException(request.Name, -read, "the answer could not be read");
            }

            if (!Readiness.WaitReadable(_socket.Descriptor, Patience))
            {
                throw new NetlinkException(request.Name, Errno.TimedOut, "no answer from the kernel");
            }
        }
    }

    private static void ThrowIfRefused(NetlinkRequest request, in NetlinkMessage message)
    {
        int error = message.Body.Length < sizeof(int) ? 0 : -BinaryPrimitives.ReadInt32LittleEndian(message.Body);
        if (error > 0)
        {
            throw new NetlinkException(request.Name, error, KernelMessage(message));
        }
    }

    private static string? KernelMessage(in NetlinkMessage message)
    {
        const int ErrorAndHeader = sizeof(int) + NetlinkMessage.HeaderBytes;
        if (message.Type != ErrorType || (message.Flags & HasAttributes) == 0 || message.Body.Length < ErrorAndHeader)
        {
            return null;
        }

        ReadOnlySpan<byte> attributes = message.Body[ErrorAndHeader..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            if (attribute.Type == MessageAttribute)
            {
                return attribute.AsText;
            }
        }

        return null;
    }
}
