using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct cmsghdr; its data follows at once, padded to 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}
