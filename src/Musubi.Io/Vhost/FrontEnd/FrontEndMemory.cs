using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Protocol;

namespace Musubi.Io.Vhost.FrontEnd;

/// <summary>
/// Memory that plays a guest's: a file, mapped here and described to the back end. Addresses of this process serve as the
/// front end's own.
/// </summary>
public sealed unsafe class FrontEndMemory : IDisposable
{
    private const int ReadWrite = 1 | 2;
    private const int MapShared = 1;

    private readonly nuint _mappedBytes;
    private nint _mapping;

    private FrontEndMemory(FileDescriptor file, nint mapping, ulong bytes, ulong guestAddress, ulong offset)
    {
        File = file;
        _mapping = mapping;
        _mappedBytes = (nuint)(bytes + offset);
        Address = mapping + (nint)offset;
        Region = new VhostMemoryRegion(guestAddress, bytes, (ulong)Address, offset);
    }

    /// <summary>To be shared; owned by this object.</summary>
    public FileDescriptor File { get; }

    /// <summary>Its first byte in this process.</summary>
    public nint Address { get; }

    /// <summary>As it is told to the back end.</summary>
    public VhostMemoryRegion Region { get; }

    /// <summary>All of it; what was mapped must not have been cut short.</summary>
    public Span<byte> Bytes => new((void*)Address, (int)Region.Size); // Safe: mapped until this object is disposed.

    /// <param name="bytes">A multiple of 4 KiB (of 2 MiB with huge pages), at most 1 GiB.</param>
    /// <param name="guestAddress">Where the guest sees it.</param>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="sealed">The file cannot be cut short any more.</param>
    public static FrontEndMemory Create(int bytes, ulong guestAddress = 0, int offset = 0, bool @sealed = true, bool hugePages = false)
    {
        FileDescriptor file = MemoryFile.Create("front-end", (long)bytes + offset, hugePages);
        try
        {
            if (@sealed)
            {
                MemoryFile.Seal(file, MemoryFile.SealShrink);
            }

            // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
            nint mapping = SystemCall.Check(Libc.mmap(null, (nuint)(bytes + offset), ReadWrite, MapShared, file.Number, 0), "mmap");
            return new FrontEndMemory(file, mapping, (ulong)bytes, guestAddress, (ulong)offset);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        nint mapping = Interlocked.Exchange(ref _mapping, 0);
        if (mapping != 0)
        {
            _ = Libc.munmap(mapping, _mappedBytes);
        }

        File.Dispose();
    }
}
