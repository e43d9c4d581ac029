using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct io_cqring_offsets (linux/io_uring.h): where in the ring's mapping its parts lie.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingCompletionOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;
    public uint Overflow;
    public uint Completions;
    public uint Flags;
    public uint Reserved;
    public ulong UserAddress;
}
