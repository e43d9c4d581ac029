using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>Two struct __user_cap_data_struct, as version 3 wants them: the lower 32 capabilities, then the upper.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CapabilitySets
{
    public uint EffectiveLow;
    public uint PermittedLow;
    public uint InheritableLow;
    public uint EffectiveHigh;
    public uint PermittedHigh;
    public uint InheritableHigh;
}
