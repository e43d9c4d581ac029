using System.Runtime.InteropServices;

namespace Musubi.Io.Virtio;

/// <summary>struct virtq_desc (virtio 1.2, 2.7.5).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SplitDescriptor
{
    public const ushort Next = 1;
    public const ushort Writable = 2;
    public const ushort Indirect = 4;

    public ulong Address;
    public uint Length;
    public ushort Flags;
    public ushort NextIndex;
}
