using Musubi.Io.Xdp;

namespace Musubi.Host.Plan;

/// <summary>How a NIC is open by AF_XDP.</summary>
/// <param name="Queues">Of the NIC, each with two descriptors.</param>
/// <param name="FrameBytes">Of one buffer.</param>
/// <param name="Frames">Buffers of each queue.</param>
public sealed record XdpBinding(int Queues, int FrameBytes, int Frames)
{
    /// <summary>With the buffers that every NIC is given.</summary>
    public static XdpBinding Of(int queues) => new(queues, XdpShape.Default.FrameBytes, XdpShape.Default.Frames);
}
