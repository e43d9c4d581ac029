using System.Runtime.InteropServices;

namespace Musubi.Io.Virtio;

/// <summary>struct pvirtq_desc (virtio 1.2, 2.8.13).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PackedDescriptor
{
    public const ushort Next = 1;
    public const ushort Writable = 2;
    public const ushort Indirect = 4;
    public const ushort Available = 0x80;
    public const ushort Used = 0x8000;

    public ulong Address;
    public uint Length;
    public ushort Id;
    public ushort Flags;
}
