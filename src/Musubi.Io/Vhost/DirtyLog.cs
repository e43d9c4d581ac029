using Musubi.Io.Native;

namespace Musubi.Io.Vhost;

/// <summary>
/// The pages of guest memory that were written, one bit for each page of 4 KiB, in memory shared with the front end
/// (vhost-user, LOG_SHMFD), so that it can migrate the guest. Any number of workers mark; disposed of when none does.
/// </summary>
public sealed unsafe class DirtyLog : IDisposable
{
    public const int PageBytes = 4096;

    private const int PagesOfWord = 32;

    private const int ReadWrite = 1 | 2;
    private const int Shared = 1;

    private readonly ulong _bytes;
    private readonly nuint _mappedBytes;
    private readonly byte* _bits;
    private nint _mapping;

    /// <summary>Maps the log. The descriptor stays the caller's.</summary>
    /// <param name="bytes">Bytes of the bitmap, 4 to 1 GiB.</param>
    /// <param name="offset">Where it begins in the file; a multiple of 4.</param>
    /// <exception cref="GuestMemoryException">The log breaks a rule, or the kernel refuses to map it.</exception>
    public DirtyLog(FileDescriptor file, ulong bytes, ulong offset)
    {
        const ulong MostBytes = 1UL << 30;
        if (bytes is < sizeof(int) or > MostBytes || offset > MostBytes || offset % sizeof(int) != 0)
        {
            throw new GuestMemoryException($"a dirty log of {bytes} bytes at offset {offset}: out of range");
        }

        FileStatus status = default;
        // Safe: the kernel writes 256 bytes, the size of the struct.
        if (Libc.statx(file.Number, "", 0x1000, 0x200, &status) < 0 || status.Size < offset + bytes)
        {
            throw new GuestMemoryException($"the dirty log's file has {status.Size} bytes, the log ends at {offset + bytes}");
        }

        _bytes = bytes;
        _mappedBytes = (nuint)(offset + bytes);
        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        _mapping = Libc.mmap(null, _mappedBytes, ReadWrite, Shared, file.Number, 0);
        if (_mapping == -1)
        {
            _mapping = 0;
            throw new GuestMemoryException($"the dirty log cannot be mapped: errno {SystemCall.Error}");
        }

        _bits = (byte*)_mapping + offset;
    }

    /// <summary>The whole mapping.</summary>
    internal (nint Start, nuint Bytes) Mapping => (_mapping, _mappedBytes);

    /// <summary>Bytes at a guest-physical address were written. Pages that the log does not cover are passed over.</summary>
    public void Mark(ulong guestAddress, uint length)
    {
        if (length == 0)
        {
            return;
        }

        ulong last = (guestAddress + length - 1) / PageBytes;
        for (ulong page = guestAddress / PageBytes; page <= last && ((page / PagesOfWord) + 1) * sizeof(int) <= _bytes; page++)
        {
            // Safe: the word ends within the log, checked above. Others set bits of the same word at the same time.
            Interlocked.Or(ref *(int*)(_bits + (page / PagesOfWord * sizeof(int))), 1 << (int)(page % PagesOfWord));
        }
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
