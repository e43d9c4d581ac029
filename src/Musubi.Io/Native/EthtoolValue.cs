using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct ethtool_value (linux/ethtool.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolValue
{
    public uint Command;
    public uint Data;
}
