using Musubi.Io.Namespaces;
using Musubi.Io.Native;

namespace Musubi.Io.Tap;

/// <summary>
/// A TAP device with an offload header in front of each frame (IFF_TAP | IFF_NO_PI | IFF_VNET_HDR, header of 12 bytes).
/// Owns one descriptor of it. Not for several threads at once.
/// </summary>
public sealed unsafe class TunDevice : IDisposable
{
    public const int VnetHeaderBytes = 12;

    private const int ReadWriteNonBlockCloseOnExec = 0x2 | 0x800 | 0x80000;
    private const short Tap = 0x0002;
    private const short NoPacketInformation = 0x1000;
    private const short VnetHeader = 0x4000;

    private const nuint SetInterface = 0x400454ca;
    private const nuint SetPersist = 0x400454cb;
    private const nuint SetOwner = 0x400454cc;
    private const nuint SetOffload = 0x400454d0;
    private const nuint GetInterface = 0x800454d2;
    private const nuint SetVnetHeaderSize = 0x400454d8;

    private const nint OffloadChecksum = 0x01;
    private const nint OffloadTcp4 = 0x02;
    private const nint OffloadTcp6 = 0x04;
    private const nint OffloadTcpEcn = 0x08;
    private const nint OffloadUdp4 = 0x20;
    private const nint OffloadUdp6 = 0x40;

    private TunDevice(FileDescriptor descriptor, string name, bool segmentsUdp)
    {
        Descriptor = descriptor;
        Name = name;
        SegmentsUdp = segmentsUdp;
    }

    public FileDescriptor Descriptor { get; }

    /// <summary>The name when it was opened; <see cref="ReadName"/> follows a later rename.</summary>
    public string Name { get; }

    /// <summary>The kernel takes UDP segmentation offload too (Linux 6.2 and later).</summary>
    public bool SegmentsUdp { get; }

    /// <summary>
    /// Creates the device in the calling thread's network namespace, or attaches to a persistent one of that name
    /// that nobody has open.
    /// </summary>
    /// <param name="name">1..15 bytes; may hold "%d" for a free number.</param>
    /// <exception cref="SystemCallException">Busy: another descriptor has it; NotPermitted: no CAP_NET_ADMIN.</exception>
    public static TunDevice Open(string name)
    {
        FileDescriptor descriptor = new(SystemCall.Check(Libc.open("/dev/net/tun", ReadWriteNonBlockCloseOnExec, 0), "open(/dev/net/tun)"));
        try
        {
            InterfaceRequest request = InterfaceRequest.For(name);
            request.Flags = Tap | NoPacketInformation | VnetHeader;
            // Safe: the request is 40 bytes on this stack, which is what the kernel copies.
            SystemCall.Check(Libc.ioctl(descriptor.Number, SetInterface, &request), $"TUNSETIFF {name}");
            int bytes = VnetHeaderBytes;
            // Safe: the kernel reads four bytes.
            SystemCall.Check(Libc.ioctl(descriptor.Number, SetVnetHeaderSize, &bytes), "TUNSETVNETHDRSZ");
            return new TunDevice(descriptor, request.GetName(), EnableOffloads(descriptor));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// As <see cref="Open"/>, in another namespace: a persistent device that was moved there can be had back only from inside.
    /// </summary>
    public static TunDevice OpenIn(NetworkNamespace target, string name) => target.Run(() => Open(name));

    /// <summary>Takes over a descriptor that was opened by <see cref="Open"/>, perhaps by an earlier process.</summary>
    /// <exception cref="SystemCallException">
    /// BadDescriptorState: its device is gone; InvalidArgument: it is no TAP with an offload header. The descriptor stays the caller's.
    /// </exception>
    public static TunDevice Adopt(FileDescriptor descriptor)
    {
        InterfaceRequest request = default;
        // Safe: the kernel writes 40 bytes, the size of the struct.
        SystemCall.Check(Libc.ioctl(descriptor.Number, GetInterface, &request), "TUNGETIFF");
        const short Wanted = Tap | NoPacketInformation | VnetHeader;
        if ((request.Flags & Wanted) != Wanted)
        {
            throw new SystemCallException($"{request.GetName()} is no TAP with an offload header, adopting it", Errno.InvalidArgument);
        }

        int bytes = VnetHeaderBytes;
        // Safe: the kernel reads four bytes.
        SystemCall.Check(Libc.ioctl(descriptor.Number, SetVnetHeaderSize, &bytes), "TUNSETVNETHDRSZ");
        return new TunDevice(descriptor, request.GetName(), EnableOffloads(descriptor));
    }

    /// <summary>The device's name now, after renames.</summary>
    /// <exception cref="SystemCallException">BadDescriptorState: the device is gone.</exception>
    public string ReadName()
    {
        InterfaceRequest request = default;
        // Safe: the kernel writes 40 bytes, the size of the struct.
        SystemCall.Check(Libc.ioctl(Descriptor.Number, GetInterface, &request), "TUNGETIFF");
        return request.GetName();
    }

    /// <summary>A persistent device outlives its descriptors; one that is not goes with the last of them.</summary>
    public void SetPersistent(bool persistent) =>
        // Safe: the argument is a number, not a pointer.
        SystemCall.Check(Libc.ioctl(Descriptor.Number, SetPersist, (void*)(persistent ? 1 : 0)), "TUNSETPERSIST");

    /// <summary>The device behind a descriptor still exists; it ends with its namespace, or when somebody deletes it.</summary>
    public static bool IsAlive(FileDescriptor descriptor)
    {
        InterfaceRequest request = default;
        // Safe: the kernel writes 40 bytes, the size of the struct.
        return Libc.ioctl(descriptor.Number, GetInterface, &request) == 0;
    }

    /// <summary>Lets the device go with its last descriptor; nothing happens when it is gone already.</summary>
    public static void Release(FileDescriptor descriptor) =>
        // Safe: the argument is a number, not a pointer.
        _ = Libc.ioctl(descriptor.Number, SetPersist, (void*)0);

    /// <summary>Lets a user without privileges (QEMU's) open the device.</summary>
    public void SetOwnerUser(uint userId) =>
        // Safe: the argument is a number, not a pointer.
        SystemCall.Check(Libc.ioctl(Descriptor.Number, SetOwner, (void*)(nint)userId), "TUNSETOWNER");

    public void Dispose() => Descriptor.Dispose();

    private static bool EnableOffloads(FileDescriptor descriptor)
    {
        const nint Tcp = OffloadChecksum | OffloadTcp4 | OffloadTcp6 | OffloadTcpEcn;
        // Safe: the argument is a number, not a pointer.
        if (Libc.ioctl(descriptor.Number, SetOffload, (void*)(Tcp | OffloadUdp4 | OffloadUdp6)) == 0)
        {
            return true;
        }

        SystemCall.Check(Libc.ioctl(descriptor.Number, SetOffload, (void*)Tcp), "TUNSETOFFLOAD");
        return false;
    }
}
