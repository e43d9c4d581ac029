using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Io.Virtio;

/// <summary>
/// The device's side of one virtqueue of a network device, over memory that a guest shares and may write at any time: each
/// descriptor is read once and checked in full before it is used. One virtual call a batch. One worker at a time.
/// </summary>
public abstract unsafe class VirtQueue(QueueSetup setup)
{
    /// <summary>Buffers taken at once, at most.</summary>
    public const int Burst = 256;

    protected QueueSetup Setup { get; } = setup;

    /// <summary>Set once; then nothing more is taken from the queue or put into it.</summary>
    public QueueFault Fault { get; protected set; }

    /// <summary>Descriptor of the driver's kicks, or -1.</summary>
    internal int KickDescriptor => Setup.Kick?.Number ?? -1;

    /// <summary>Where another back end would go on, as GET_VRING_BASE tells it. When no worker uses the queue.</summary>
    public abstract uint Base { get; }

    /// <summary>Takes frames that the guest sends; their bytes are lent until <see cref="Complete"/>, or gathered in the arena.</summary>
    public abstract int Receive(Span<ReceivedFrame> frames, FrameArena arena);

    /// <summary>Gives the buffers of the last <see cref="Receive"/> back to the guest.</summary>
    public abstract void Complete();

    /// <summary>Copies frames into the guest's buffers. The guest is called at <see cref="Notify"/>.</summary>
    public abstract void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally);

    /// <summary>Calls the guest if it wants to be called for what was completed or transmitted since the last time.</summary>
    public abstract void Notify();

    /// <summary>Asks the guest to kick for what it makes available from now on; true when something is available already.</summary>
    public abstract bool Arm();

    /// <summary>Kicks are not wanted.</summary>
    public abstract void Disarm();

    protected void Fail(QueueFault fault) => Fault = Fault == QueueFault.None ? fault : Fault;

    protected void Call()
    {
        if (Setup.Call is { } call)
        {
            ulong one = 1;
            // Safe: eight bytes of this frame. Whether it works is the guest's business.
            _ = Libc.write(call.Number, &one, sizeof(ulong));
        }
    }
}
