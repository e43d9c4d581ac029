using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct tpacket_auxdata (linux/if_packet.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PacketAuxData
{
    public const uint VlanValid = 1 << 4;
    public const uint VlanTpidValid = 1 << 6;

    public uint Status;
    public uint Length;
    public uint SnapLength;
    public ushort Mac;
    public ushort Net;
    public ushort VlanTci;
    public ushort VlanTpid;
}
