using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int ioctl(int descriptor, nuint request, void* argument);
}
