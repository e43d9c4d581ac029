using System.Runtime.InteropServices;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Memory;

/// <summary>What stands in a <see cref="FrameRing"/> before each payload.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal struct FrameRingEntry
{
    public long Number;

    public int PayloadLength;

    public VirtioNetHeader Offload;

    public EthernetHeader Header;

    public int HeaderLength;
}
