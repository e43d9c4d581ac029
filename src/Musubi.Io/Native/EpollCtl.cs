using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int epoll_ctl(int epoll, int operation, int descriptor, EpollEvent* description);
}
