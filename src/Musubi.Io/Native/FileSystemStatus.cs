using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct statfs, of which only the kind of file system is looked at.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct FileSystemStatus
{
    public const long Tmpfs = 0x01021994;
    public const long Hugetlbfs = 0x958458f6;

    [FieldOffset(0)]
    public long Type;
}
