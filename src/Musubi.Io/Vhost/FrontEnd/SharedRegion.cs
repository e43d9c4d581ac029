using Musubi.Io.Native;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Vhost.FrontEnd;

/// <summary>A piece of a made-up guest's memory as it is shared: the file, and what is told of it.</summary>
public readonly record struct SharedRegion(FileDescriptor File, VhostMemoryRegion Region)
{
    /// <summary>All of a driver's memory.</summary>
    public static SharedRegion Of(DriverMemory memory) =>
        new(memory.Descriptor, new VhostMemoryRegion(DriverMemory.GuestBase, (ulong)memory.Bytes, DriverMemory.UserBase, 0));
}
