using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    internal const nint IoRingEnterNumber = 426;

    /// <summary>io_uring_enter(2) has no wrapper in the C library. Its number is the same on every architecture.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint io_uring_enter(nint number, nint descriptor, nint submit, nint complete, nint flags, void* mask, nint maskBytes);
}
