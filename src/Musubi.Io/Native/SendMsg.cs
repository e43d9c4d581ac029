using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial nint sendmsg(int descriptor, MessageHeader* message, int flags);
}
