using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tap;

namespace Musubi.Switch.Control;

/// <summary>Makes a frame port of a descriptor that the agent handed over, and finds out whether it can be one. Control thread only.</summary>
public sealed class PortOpener : IDisposable
{
    private readonly Epoll _probe = new();

    /// <summary>Takes over the descriptor. Null with the reason when it is not what the plan says.</summary>
    public FramePort? TryOpen(Attachment attachment, FileDescriptor descriptor, out string reason)
    {
        try
        {
            // What cannot be waited on (a regular file, say) must not reach a worker.
            _probe.Add(descriptor.Number, 0);
            _probe.Remove(descriptor.Number);
            reason = "";
            return attachment.KindCase == Attachment.KindOneofCase.TapDevice
                ? new TapPort(TunDevice.Adopt(descriptor))
                : new PacketPort(descriptor);
        }
        catch (SystemCallException e)
        {
            descriptor.Dispose();
            reason = $"the descriptor that was offered does not serve: {e.Message}";
            return null;
        }
    }

    public void Dispose() => _probe.Dispose();
}
