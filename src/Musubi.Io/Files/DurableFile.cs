using Microsoft.Win32.SafeHandles;
using Musubi.Io.Native;

namespace Musubi.Io.Files;

/// <summary>What .NET lacks for files that must survive a loss of power. Any thread; not two at once on one path.</summary>
public static class DurableFile
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x10000 | 0x80000;

    /// <summary>
    /// Puts <paramref name="content"/> at a path so that after any failure either the old or the new content stands there
    /// whole, and after the return the new: beside it under another name, synced, renamed, the folder synced.
    /// </summary>
    /// <param name="mode">Permissions of the file; in force before it has its name.</param>
    /// <exception cref="IOException">Nothing changed at the path, unless the folder's sync failed: then either may stand.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string full = Path.GetFullPath(path);
        string temporary = full + ".new";
        try
        {
            // One that an earlier death left.
            File.Delete(temporary);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (OperatingSystem.IsLinux())
            {
                options.UnixCreateMode = mode;
            }

            using (FileStream file = new(temporary, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        SyncDirectory(Path.GetDirectoryName(full)!);
    }

    /// <summary>Makes the names in a folder durable: files made, renamed or deleted in it.</summary>
    /// <exception cref="SystemCallException">InputOutput, NoSpace: the disk refuses.</exception>
    public static void SyncDirectory(string path)
    {
        using FileDescriptor folder = new(SystemCall.Check(Libc.open(path, ReadOnlyDirectoryCloseOnExec, 0), $"open({path})"));
        SystemCall.Check(Libc.fsync(folder.Number), $"fsync({path})");
    }

    /// <summary>Makes a file's bytes durable.</summary>
    /// <exception cref="SystemCallException">InputOutput, NoSpace: the disk refuses.</exception>
    public static void Sync(SafeFileHandle file) => SystemCall.Check(Libc.fsync((int)file.DangerousGetHandle()), "fsync");

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
            // What failed before says more than this.
        }
    }
}
