using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Tap;
using Musubi.Io.Vhost;
using Musubi.Io.Xdp;

namespace Musubi.Switch.Control;

/// <summary>Makes a frame port of the descriptors that the agent handed over.</summary>
public static class PortOpener
{
    /// <summary>Takes over the descriptors, which are closed when they are not what the plan says.</summary>
    /// <exception cref="SystemCallException">What the kernel says of them, or that they are too few or too many.</exception>
    public static FramePort Open(Attachment attachment, IReadOnlyList<FileDescriptor> descriptors)
    {
        try
        {
            int parts = Parts(attachment);
            if (descriptors.Count != parts)
            {
                throw new SystemCallException($"a port of this kind has {parts} descriptors, not {descriptors.Count}", Errno.InvalidArgument);
            }

            return attachment.KindCase switch
            {
                Attachment.KindOneofCase.TapDevice => new TapPort(TunDevice.Adopt(descriptors[0])),
                // What is spoken over the socket is another's business.
                Attachment.KindOneofCase.VhostUser => new VhostPort(descriptors),
                Attachment.KindOneofCase.XdpDevice => new XdpPort(descriptors, new XdpShape((int)attachment.XdpDevice.FrameBytes, (int)attachment.XdpDevice.Frames)),
                _ => new PacketPort(descriptors[0]),
            };
        }
        catch (SystemCallException)
        {
            foreach (FileDescriptor descriptor in descriptors)
            {
                descriptor.Dispose();
            }

            throw;
        }
    }

    private static int Parts(Attachment attachment) =>
        attachment.KindCase == Attachment.KindOneofCase.XdpDevice ? XdpPort.PartsOfQueue * (int)attachment.XdpDevice.Queues : 1;
}
