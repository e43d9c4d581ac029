using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct statx, of which only the kind of the file is read (linux/stat.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const ushort KindMask = 0xf000;
    public const ushort SocketKind = 0xc000;

    [FieldOffset(28)]
    public ushort Mode;
}
