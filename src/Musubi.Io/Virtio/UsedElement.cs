using System.Runtime.InteropServices;

namespace Musubi.Io.Virtio;

/// <summary>struct virtq_used_elem (virtio 1.2, 2.7.8).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UsedElement
{
    public uint Head;
    public uint Length;
}
