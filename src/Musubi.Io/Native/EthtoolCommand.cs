using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct ethtool_cmd, of which only the speed is read (linux/ethtool.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 44)]
internal struct EthtoolCommand
{
    [FieldOffset(0)]
    public uint Command;

    [FieldOffset(12)]
    public ushort SpeedLow;

    [FieldOffset(28)]
    public ushort SpeedHigh;
}
