using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Tap;
using Musubi.Io.Vhost;

namespace Musubi.Switch.Control;

/// <summary>Makes a frame port of a descriptor that the agent handed over.</summary>
public static class PortOpener
{
    /// <summary>Takes over the descriptor, which is closed when it is not what the plan says.</summary>
    /// <exception cref="SystemCallException">What the kernel says of the descriptor.</exception>
    public static FramePort Open(Attachment attachment, FileDescriptor descriptor)
    {
        try
        {
            return attachment.KindCase switch
            {
                Attachment.KindOneofCase.TapDevice => new TapPort(TunDevice.Adopt(descriptor)),
                // What is spoken over the socket is another's business.
                Attachment.KindOneofCase.VhostUser => new VhostPort([descriptor]),
                _ => new PacketPort(descriptor),
            };
        }
        catch (SystemCallException)
        {
            descriptor.Dispose();
            throw;
        }
    }
}
