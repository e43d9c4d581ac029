using Musubi.Io.Native;

namespace Musubi.Io.Vhost.Session;

/// <summary>The eventfds that come from a front end. Control thread.</summary>
internal static unsafe class SignalDescriptor
{
    private const int GetFlags = 3;
    private const int SetFlags = 4;
    private const int NonBlock = 0x800;

    /// <summary>
    /// Whether this is an eventfd; it is made non-blocking, so that no worker waits on it. A pipe or a file in its place
    /// could block its writer, or cannot be waited on.
    /// </summary>
    public static bool TryAdopt(FileDescriptor descriptor)
    {
        if (new FileInfo($"/proc/self/fd/{descriptor.Number}").LinkTarget != "anon_inode:[eventfd]")
        {
            return false;
        }

        int flags = Libc.fcntl(descriptor.Number, GetFlags, 0);
        return flags >= 0 && Libc.fcntl(descriptor.Number, SetFlags, flags | NonBlock) >= 0;
    }

    public static void Signal(FileDescriptor? descriptor)
    {
        if (descriptor is not null)
        {
            ulong one = 1;
            // Safe: eight bytes of this frame. A full counter wakes its reader anyway.
            _ = Libc.write(descriptor.Number, &one, sizeof(ulong));
        }
    }
}
