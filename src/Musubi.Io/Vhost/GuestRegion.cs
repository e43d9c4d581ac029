using Musubi.Io.Memory;
using Musubi.Io.Native;

namespace Musubi.Io.Vhost;

/// <summary>
/// A part of a guest's physical memory, mapped from the file that its front end shares. Disposed of only when no worker can
/// hold an address in it.
/// </summary>
public sealed unsafe class GuestRegion : IDisposable
{
    /// <summary>1 TiB: no single region of a guest is larger, and sums of two bounds stay far from overflow.</summary>
    public const ulong MostBytes = 1UL << 40;

    private const int ReadWrite = 1 | 2;
    private const int SharedNoReserve = 0x01 | 0x4000;
    private const int EmptyPath = 0x1000;
    private const uint SizeWanted = 0x200;

    private readonly nuint _mappedBytes;
    private nint _mapping;

    private GuestRegion(ulong guestAddress, ulong bytes, ulong userAddress, nint mapping, nuint mappedBytes, ulong offset)
    {
        (GuestAddress, Bytes, UserAddress) = (guestAddress, bytes, userAddress);
        (_mapping, _mappedBytes) = (mapping, mappedBytes);
        Host = mapping + (nint)offset;
    }

    /// <summary>Where the guest sees it.</summary>
    public ulong GuestAddress { get; }

    public ulong Bytes { get; }

    /// <summary>Where the front end sees it: ring addresses are given so.</summary>
    public ulong UserAddress { get; }

    /// <summary>Where this process sees it.</summary>
    internal nint Host { get; }

    /// <summary>The whole mapping, which begins at the file's start.</summary>
    internal (nint Start, nuint Bytes) Mapping => (_mapping, _mappedBytes);

    /// <summary>Maps a region. The descriptor stays the caller's.</summary>
    /// <param name="memory">The file that holds the region.</param>
    /// <param name="guestAddress">Guest-physical address.</param>
    /// <param name="bytes">1 to <see cref="MostBytes"/>.</param>
    /// <param name="userAddress">The front end's own address of it.</param>
    /// <param name="offset">Where the region begins in the file.</param>
    /// <param name="allowUnsealed">Take a file that its owner can shrink, which would end in a bus error here.</param>
    /// <exception cref="GuestMemoryException">The region breaks a rule, or the kernel refuses to map it.</exception>
    public static GuestRegion Map(FileDescriptor memory, ulong guestAddress, ulong bytes, ulong userAddress, ulong offset, bool allowUnsealed)
    {
        if (bytes is 0 or > MostBytes || offset > MostBytes || guestAddress > ulong.MaxValue - bytes || userAddress > ulong.MaxValue - bytes)
        {
            throw new GuestMemoryException($"a region of {bytes} bytes at offset {offset}, guest address 0x{guestAddress:x}: out of range");
        }

        FileStatus status = default;
        // Safe: the kernel writes 256 bytes, the size of the struct.
        if (Libc.statx(memory.Number, "", EmptyPath, SizeWanted, &status) < 0)
        {
            throw new GuestMemoryException($"the memory's file cannot be looked at: errno {SystemCall.Error}");
        }

        if (status.Size < offset + bytes)
        {
            throw new GuestMemoryException($"the memory's file has {status.Size} bytes, the region ends at {offset + bytes}");
        }

        if (!allowUnsealed && !MemoryFile.CannotShrink(memory))
        {
            throw new GuestMemoryException("the memory's file is not sealed against shrinking (F_SEAL_SHRINK), and the port does not allow that");
        }

        // From the file's start and in whole blocks: huge pages can be mapped and unmapped in no other way.
        ulong block = Math.Max(status.BlockSize, 4096);
        nuint length = (nuint)((offset + bytes + block - 1) / block * block);
        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        nint mapping = Libc.mmap(null, length, ReadWrite, SharedNoReserve, memory.Number, 0);
        return mapping != -1
            ? new GuestRegion(guestAddress, bytes, userAddress, mapping, length, offset)
            : throw new GuestMemoryException($"{length} bytes cannot be mapped: errno {SystemCall.Error}");
    }

    public void Dispose()
    {
        nint mapping = Interlocked.Exchange(ref _mapping, 0);
        if (mapping != 0)
        {
            _ = Libc.munmap(mapping, _mappedBytes);
        }
    }
}
