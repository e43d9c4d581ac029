using System.Buffers.Binary;
using Musubi.Io.Native;

namespace Musubi.Io.Packet;

/// <summary>Opens AF_PACKET sockets as <see cref="Ports.PacketPort"/> wants them (packet(7)).</summary>
public static unsafe class PacketSocket
{
    internal const int Family = 17;
    internal const int LevelPacket = 263;
    internal const int OptionAuxData = 8;
    internal const int OptionVnetHeaderSize = 24;

    private const int RawNonBlockCloseOnExec = 3 | 0x800 | 0x80000;
    private const int OptionStatistics = 6;
    private const int OptionVnetHeader = 15;
    private const int OptionIgnoreOutgoing = 23;
    private const int LevelSocket = 1;
    private const int OptionSendBufferForce = 32;
    private const int OptionReceiveBufferForce = 33;
    private const ushort AllProtocols = 0x0003;

    /// <summary>
    /// Room for some hundreds of offload frames of 64 KB in each direction: what arrives at 10 Gbit/s while a worker that
    /// was preempted waits for its turn. Memory is taken only for frames that wait.
    /// </summary>
    private const int BufferBytes = 16 << 20;

    /// <summary>
    /// A raw socket on one interface of the calling thread's namespace: every frame that the interface receives, none that
    /// others send through it, with offload headers in both directions.
    /// </summary>
    /// <exception cref="SystemCallException">NoDevice: no such interface; NotPermitted: no CAP_NET_RAW.</exception>
    public static FileDescriptor Open(int interfaceIndex)
    {
        // Protocol 0: nothing is received before the socket is bound to its interface.
        FileDescriptor descriptor = new(SystemCall.Check(Libc.socket(Family, RawNonBlockCloseOnExec, 0), "socket(AF_PACKET)"));
        try
        {
            Set(descriptor, LevelPacket, OptionIgnoreOutgoing, 1, "PACKET_IGNORE_OUTGOING");
            Set(descriptor, LevelPacket, OptionAuxData, 1, "PACKET_AUXDATA");
            if (!TrySet(descriptor, LevelPacket, OptionVnetHeaderSize, 12))
            {
                Set(descriptor, LevelPacket, OptionVnetHeader, 1, "PACKET_VNET_HDR");
            }

            _ = TrySet(descriptor, LevelSocket, OptionSendBufferForce, BufferBytes);
            _ = TrySet(descriptor, LevelSocket, OptionReceiveBufferForce, BufferBytes);
            LinkLayerAddress address = new()
            {
                Family = Family,
                Protocol = BinaryPrimitives.ReverseEndianness(AllProtocols),
                InterfaceIndex = interfaceIndex,
            };
            // Safe: sockaddr_ll is 20 bytes; the struct is at least that.
            SystemCall.Check(Libc.bind(descriptor.Number, &address, 20), $"bind(AF_PACKET, interface {interfaceIndex})");
            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of offload header that the socket speaks: 12 where the kernel knows that, else 10.</summary>
    internal static int VnetHeaderBytes(FileDescriptor descriptor)
    {
        int value = 0;
        uint length = sizeof(int);
        // Safe: the kernel writes at most the four bytes named.
        int result = Libc.getsockopt(descriptor.Number, LevelPacket, OptionVnetHeaderSize, &value, &length);
        return result == 0 && value is 10 or 12 ? value : 10;
    }

    /// <summary>
    /// The interface that a socket of <see cref="Open"/> is bound to; 0 when it is none of ours, or when its interface was
    /// deleted or left the namespace: then it can never work again.
    /// </summary>
    public static int InterfaceIndex(FileDescriptor descriptor)
    {
        LinkLayerAddress address = default;
        uint length = (uint)sizeof(LinkLayerAddress);
        // Safe: the kernel writes at most the length named. It takes the index back to -1 when the interface goes.
        bool known = Libc.getsockname(descriptor.Number, &address, &length) == 0 && address.Family == Family;
        return known ? Math.Max(address.InterfaceIndex, 0) : 0;
    }

    /// <summary>Frames that found the socket's buffer full since the last call; the kernel begins anew with each.</summary>
    internal static long TakeDrops(FileDescriptor descriptor)
    {
        PacketStatistics statistics = default;
        uint length = (uint)sizeof(PacketStatistics);
        // Safe: the kernel writes at most the length named.
        return Libc.getsockopt(descriptor.Number, LevelPacket, OptionStatistics, &statistics, &length) == 0 ? statistics.Drops : 0;
    }

    private static void Set(FileDescriptor descriptor, int level, int option, int value, string name)
    {
        if (!TrySet(descriptor, level, option, value))
        {
            throw new SystemCallException($"setsockopt({name})", SystemCall.Error);
        }
    }

    internal static bool TrySet(FileDescriptor descriptor, int level, int option, int value) =>
        // Safe: four bytes of this frame are read.
        Libc.setsockopt(descriptor.Number, level, option, &value, sizeof(int)) == 0;
}
