using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static partial class Libc
{
    /// <summary>bpf(2) has no wrapper in the C library.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint syscall(nint number, nint command, void* attributes, nint size);
}
