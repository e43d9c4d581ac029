using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int setsockopt(int descriptor, int level, int name, void* value, uint length);
}
