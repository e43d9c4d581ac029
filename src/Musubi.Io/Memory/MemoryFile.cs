using Microsoft.Win32.SafeHandles;
using Musubi.Io.Native;

namespace Musubi.Io.Memory;

/// <summary>Files that are memory (memfd), to share with another process, and the seals of a file that was shared with us.</summary>
public static class MemoryFile
{
    /// <summary>F_SEAL_SHRINK: the file can never be cut shorter.</summary>
    public const int SealShrink = 2;

    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const uint HugePages = 4;
    private const int GetSeals = 1034;
    private const int AddSeals = 1033;

    /// <summary>A file of zeroes without a name in any folder.</summary>
    /// <param name="name">Shown in /proc only.</param>
    /// <param name="bytes">A multiple of the page's size, of the huge page's where <paramref name="hugePages"/>.</param>
    /// <exception cref="SystemCallException">No memory, or no huge pages.</exception>
    public static FileDescriptor Create(string name, long bytes, bool hugePages = false)
    {
        uint flags = CloseOnExec | AllowSealing | (hugePages ? HugePages : 0);
        FileDescriptor file = new(SystemCall.Check(Libc.memfd_create(name, flags), "memfd_create"));
        try
        {
            Resize(file, bytes);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="SystemCallException">NotPermitted: a seal forbids it.</exception>
    public static void Resize(FileDescriptor file, long bytes) => SystemCall.Check(Libc.ftruncate(file.Number, bytes), "ftruncate");

    /// <exception cref="SystemCallException">The file takes no seals, or no more.</exception>
    public static void Seal(FileDescriptor file, int seals) => SystemCall.Check(Libc.fcntl(file.Number, AddSeals, seals), "fcntl(F_ADD_SEALS)");

    /// <summary>Bytes that the file has.</summary>
    public static long Length(FileDescriptor file)
    {
        using SafeFileHandle handle = new(file.Number, ownsHandle: false);
        return RandomAccess.GetLength(handle);
    }

    /// <summary>Whether nobody can cut the file shorter any more. False for files that know no seals, such as those of hugetlbfs mounts.</summary>
    public static bool CannotShrink(FileDescriptor file)
    {
        int seals = Libc.fcntl(file.Number, GetSeals, 0);
        return seals >= 0 && (seals & SealShrink) != 0;
    }

    /// <summary>
    /// Whether the file is memory and nothing else: memfd, tmpfs, huge pages. A page of any other file may have to be waited for,
    /// as long as its disk, its network or the process behind it likes.
    /// </summary>
    public static unsafe bool IsMemory(FileDescriptor file)
    {
        FileSystemStatus status = default;
        // Safe: the kernel writes 120 bytes, the size of the struct.
        return Libc.fstatfs(file.Number, &status) == 0 && status.Type is FileSystemStatus.Tmpfs or FileSystemStatus.Hugetlbfs;
    }
}
