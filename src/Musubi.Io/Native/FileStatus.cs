using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct statx, as far as it is read (linux/stat.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const ushort KindMask = 0xf000;
    public const ushort SocketKind = 0xc000;

    /// <summary>Bytes in which the file system likes to be used; of huge pages their size.</summary>
    [FieldOffset(4)]
    public uint BlockSize;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(40)]
    public ulong Size;
}
