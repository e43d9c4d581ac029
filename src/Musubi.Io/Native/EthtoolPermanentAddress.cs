using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct ethtool_perm_addr with room for the longest address (linux/ethtool.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EthtoolPermanentAddress
{
    public const int MaxBytes = 32;

    public uint Command;
    public uint Size;
    public fixed byte Address[MaxBytes];
}
