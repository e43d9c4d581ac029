using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    internal const nint IoRingSetupNumber = 425;

    /// <summary>io_uring_setup(2) has no wrapper in the C library. Its number is the same on every architecture.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint io_uring_setup(nint number, nint entries, IoRingParameters* parameters);
}
