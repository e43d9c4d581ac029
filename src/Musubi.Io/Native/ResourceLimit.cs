using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct rlimit on 64-bit machines.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public ulong Soft;
    public ulong Hard;
}
