using Musubi.Host.Plan;
using Musubi.Io.Native;
using Musubi.Io.Xdp;

namespace Musubi.Host.Kernel;

/// <summary>A NIC that is open as an uplink.</summary>
/// <param name="Descriptors">For the data plane, in part order; closed by whoever holds this.</param>
/// <param name="Xdp">Null when it is open by AF_PACKET.</param>
/// <param name="Path">For people: how its frames come and go, and why not in a faster way.</param>
public sealed record NicOpening(IReadOnlyList<FileDescriptor> Descriptors, XdpBinding? Xdp, string Path) : IDisposable
{
    /// <summary>One that a running data plane holds, of which the agent was given duplicates.</summary>
    public static NicOpening Adopt(IReadOnlyList<FileDescriptor> descriptors) => descriptors.Count == 1
        ? new NicOpening(descriptors, null, "AF_PACKET")
        : new NicOpening(descriptors, XdpBinding.Of(descriptors.Count / XdpPort.PartsOfQueue), "AF_XDP");

    public void Dispose()
    {
        foreach (FileDescriptor descriptor in Descriptors)
        {
            descriptor.Dispose();
        }
    }
}
