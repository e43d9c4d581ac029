using System.Runtime.InteropServices;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>
/// struct vhost_vring_addr: where the three parts of a ring lie, in the front end's own address space; for a packed ring the
/// descriptor ring, the device's event structure (used) and the driver's (available).
/// </summary>
/// <param name="Log">Guest-physical address by which writes to the used ring are logged.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VringAddress(uint Index, uint Flags, ulong Descriptors, ulong Used, ulong Available, ulong Log)
{
    /// <summary>VHOST_VRING_F_LOG: writes to the used ring are to be logged.</summary>
    public const uint LogUsed = 1;
}
