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
    private const string ByPacket = "AF_PACKET";
    private const string ByXdp = "AF_XDP";

    /// <summary>One that a running data plane holds, of which the agent was given duplicates.</summary>
    /// <param name="path">What was noted when it was opened; one that is of the other kind is not believed.</param>
    public static NicOpening Adopt(IReadOnlyList<FileDescriptor> descriptors, string path)
    {
        bool isPacket = descriptors.Count == 1;
        string kind = isPacket ? ByPacket : ByXdp;
        return new NicOpening(
            descriptors, isPacket ? null : XdpBinding.Of(descriptors.Count / XdpPort.PartsOfQueue), path.StartsWith(kind, StringComparison.Ordinal) ? path : kind);
    }

    public void Dispose()
    {
        foreach (FileDescriptor descriptor in Descriptors)
        {
            descriptor.Dispose();
        }
    }
}
