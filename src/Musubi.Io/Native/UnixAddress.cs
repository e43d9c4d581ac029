using System.Runtime.InteropServices;
using System.Text;

namespace Musubi.Io.Native;

/// <summary>struct sockaddr_un with a path in the file system.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UnixAddress
{
    public const int PathBytes = 108;

    public ushort Family;
    public fixed byte Path[PathBytes];

    /// <exception cref="ArgumentException">The path is empty or longer than 107 bytes.</exception>
    public static UnixAddress For(string path)
    {
        int bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes is 0 or >= PathBytes)
        {
            throw new ArgumentException($"socket path '{path}' is {bytes} bytes long; it must be 1..{PathBytes - 1}", nameof(path));
        }

        UnixAddress address = default;
        address.Family = 1;
        // Safe: the length was checked above, and the struct is zeroed, so the path stays terminated.
        Encoding.UTF8.GetBytes(path, new Span<byte>(address.Path, PathBytes));
        return address;
    }
}
