using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct tpacket_stats (linux/if_packet.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketStatistics
{
    /// <summary>Frames since the last reading, those dropped included.</summary>
    public uint Packets;

    public uint Drops;
}
