using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial nint mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);
}
