using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct xdp_statistics (linux/if_xdp.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct XdpStatistics
{
    public ulong Dropped;
    public ulong InvalidReceive;
    public ulong InvalidTransmit;
    public ulong ReceiveRingFull;
    public ulong FillRingEmpty;
    public ulong TransmitRingEmpty;
}
