using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>
/// Stands for a port that another worker transmits to: frames are copied into that worker's inbox, and what becomes of them
/// is counted there. In the owner's own view it stands for a port that is on its way to it.
/// </summary>
/// <param name="handle">Of the port's slot.</param>
/// <param name="ring">From this thread to the owner.</param>
/// <param name="owner">The owner's inbox.</param>
public sealed class RemotePort(long handle, FrameRing ring, WorkerInbox owner) : FramePort
{
    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => false;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
        // Nothing was received.
    }

    /// <summary>Only frames that found no room are counted here.</summary>
    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        foreach (ref readonly TransmitFrame frame in frames)
        {
            if (!ring.TryWrite(handle, in frame))
            {
                tally.QueueFull++;
            }
        }

        ring.Publish();
    }

    public override void Flush() => owner.Notify();

    public override void Dispose()
    {
        // The ring belongs to the inbox.
    }
}
