using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static unsafe partial int epoll_wait(int epoll, EpollEvent* events, int count, int timeoutMilliseconds);
}
