using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Packet;

namespace Musubi.Io.Xdp;

/// <summary>Opens AF_XDP sockets as <see cref="XdpPort"/> wants them (Documentation/networking/af_xdp.rst).</summary>
public static unsafe class XdpSocket
{
    internal const int Family = 44;
    internal const int Level = 283;
    internal const int OptionMapOffsets = 1;
    internal const int OptionStatistics = 7;

    private const int RawNonBlockCloseOnExec = 3 | 0x800 | 0x80000;
    private const int OptionReceiveRing = 2;
    private const int OptionTransmitRing = 3;
    private const int OptionMemory = 4;
    private const int OptionFillRing = 5;
    private const int OptionCompletionRing = 6;
    private const int LevelSocket = 1;
    private const int OptionDomain = 39;
    private const int OptionSendBufferForce = 32;
    private const int SendBufferBytes = 16 << 20;

    private const ushort ForceCopy = 1 << 1;
    private const ushort ForceZeroCopy = 1 << 2;
    private const ushort NeedWakeup = 1 << 3;
    private const ushort Scattered = 1 << 4;

    /// <summary>The best first; kernels before 6.6 do not know frames in several pieces.</summary>
    private static readonly ushort[] Ways = [NeedWakeup | Scattered | ForceZeroCopy, NeedWakeup | Scattered | ForceCopy, NeedWakeup | ForceZeroCopy, NeedWakeup | ForceCopy];

    /// <summary>A socket on one queue of an interface of the calling thread's namespace, without copying where the driver can.</summary>
    /// <exception cref="SystemCallException">NoDevice: no such interface; InvalidArgument: no such queue; Busy: another has it; NotPermitted: no CAP_NET_RAW.</exception>
    public static XdpHandles Open(int interfaceIndex, int queue, XdpShape shape)
    {
        SystemCallException? refusal = null;
        foreach (ushort way in Ways)
        {
            // A socket that could not be bound takes no second try.
            XdpHandles? handles = TryOpen(interfaceIndex, queue, shape, way, out SystemCallException? error);
            if (handles is not null)
            {
                return handles;
            }

            refusal = error;
        }

        throw refusal!;
    }

    /// <summary>The descriptor is an AF_XDP socket.</summary>
    public static bool IsOne(FileDescriptor descriptor)
    {
        int domain = 0;
        uint length = sizeof(int);
        // Safe: the kernel writes at most the four bytes named.
        return Libc.getsockopt(descriptor.Number, LevelSocket, OptionDomain, &domain, &length) == 0 && domain == Family;
    }

    private static XdpHandles? TryOpen(int interfaceIndex, int queue, XdpShape shape, ushort way, out SystemCallException? refusal)
    {
        FileDescriptor memory = MemoryFile.Create("musubi-xdp", shape.MemoryBytes);
        FileDescriptor? socket = null;
        try
        {
            MemoryFile.Seal(memory, MemoryFile.SealShrink);
            socket = new FileDescriptor(SystemCall.Check(Libc.socket(Family, RawNonBlockCloseOnExec, 0), "socket(AF_XDP)"));
            Register(socket, memory, shape);
            int entries = shape.RingEntries;
            Set(socket, OptionFillRing, &entries, sizeof(int), "XDP_UMEM_FILL_RING");
            Set(socket, OptionCompletionRing, &entries, sizeof(int), "XDP_UMEM_COMPLETION_RING");
            Set(socket, OptionReceiveRing, &entries, sizeof(int), "XDP_RX_RING");
            Set(socket, OptionTransmitRing, &entries, sizeof(int), "XDP_TX_RING");
            _ = PacketSocket.TrySet(socket, LevelSocket, OptionSendBufferForce, SendBufferBytes);
            XdpAddress address = new() { Family = Family, Flags = way, InterfaceIndex = (uint)interfaceIndex, Queue = (uint)queue };
            // Safe: the struct is the kernel's, sixteen bytes on this stack.
            SystemCall.Check(Libc.bind(socket.Number, &address, (uint)sizeof(XdpAddress)), $"bind(AF_XDP, interface {interfaceIndex}, queue {queue})");
            refusal = null;
            return new XdpHandles(socket, memory, (way & ForceZeroCopy) != 0);
        }
        catch (SystemCallException error)
        {
            socket?.Dispose();
            memory.Dispose();
            refusal = error;
            return null;
        }
    }

    /// <summary>The kernel holds on to the memory's pages itself: the mapping is for this call only.</summary>
    private static void Register(FileDescriptor socket, FileDescriptor memory, XdpShape shape)
    {
        using XdpMapping mapping = new(memory, shape.MemoryBytes, 0);
        XdpMemoryRegistration registration = new() { Address = (ulong)mapping.Address, Bytes = (ulong)shape.MemoryBytes, ChunkBytes = (uint)shape.FrameBytes };
        Set(socket, OptionMemory, &registration, sizeof(XdpMemoryRegistration), "XDP_UMEM_REG");
    }

    private static void Set(FileDescriptor socket, int option, void* value, int bytes, string name) =>
        // Safe: the caller's value, with its true size, is read during the call.
        SystemCall.Check(Libc.setsockopt(socket.Number, Level, option, value, (uint)bytes), $"setsockopt({name})");
}
