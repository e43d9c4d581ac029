using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct io_sqring_offsets (linux/io_uring.h): where in the ring's mapping its parts lie.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingSubmissionOffsets
{
    public uint Head;
    public uint Tail;
    public uint Mask;
    public uint Entries;
    public uint Flags;
    public uint Dropped;
    public uint Array;
    public uint Reserved;
    public ulong UserAddress;
}
