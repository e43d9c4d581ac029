using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct ethtool_channels (linux/ethtool.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct EthtoolChannels
{
    public uint Command;
    public uint MaxReceive;
    public uint MaxTransmit;
    public uint MaxOther;
    public uint MaxCombined;
    public uint Receive;
    public uint Transmit;
    public uint Other;
    public uint Combined;
}
