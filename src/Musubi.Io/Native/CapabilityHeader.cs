using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct __user_cap_header_struct (linux/capability.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilityHeader
{
    public const uint Version3 = 0x20080522;

    public uint Version;

    /// <summary>0 stands for the calling thread.</summary>
    public int ThreadId;
}
