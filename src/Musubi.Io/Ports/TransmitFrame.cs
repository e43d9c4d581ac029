using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Virtio;

namespace Musubi.Io.Ports;

/// <summary>
/// One frame to send: offload header, then a private Ethernet header that the pipeline wrote from what it judged, then
/// the payload where it lies. Offload and header stand side by side so that one I/O vector covers both.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct TransmitFrame
{
    /// <summary>Checksum start counts from the Ethernet header as sent, tag included.</summary>
    public VirtioNetHeader Offload;

    public EthernetHeader Header;

    /// <summary>14, or 18 with a tag.</summary>
    public int HeaderLength;

    /// <summary>What follows the Ethernet header.</summary>
    public FrameSlice Payload;
}
