using Musubi.Io.Memory;
using Musubi.Io.Native;

namespace Musubi.Io.Ports;

/// <summary>
/// The data path of one attachment point. Virtual calls happen once for each batch, never for each frame.
/// <see cref="Receive"/> and <see cref="Complete"/> belong to the worker that owns the port; <see cref="Transmit"/> may be
/// called by any worker at the same time as others only where <see cref="SharedTransmit"/> says so.
/// Nothing here throws, blocks or allocates after construction.
/// </summary>
public abstract class FramePort : IDisposable
{
    /// <summary>Descriptor to wait on for frames; -1 when there is none.</summary>
    public abstract int PollDescriptor { get; }

    /// <summary>
    /// Frames wait in memory that both sides see: a worker that is awake looks at such a port in every turn, and
    /// <see cref="PollDescriptor"/> tells of frames only between <see cref="Arm"/> and <see cref="Disarm"/>.
    /// </summary>
    public virtual bool Polled => false;

    /// <summary>What can be handed, as duplicates, to whoever takes over; in the order in which the port was given them.</summary>
    public abstract IReadOnlyList<FileDescriptor> Descriptors { get; }

    /// <summary>
    /// Several workers may transmit at once: the kernel keeps their frames apart. Where it is false only the worker that owns
    /// the port calls <see cref="Transmit"/> and <see cref="Flush"/>.
    /// </summary>
    public abstract bool SharedTransmit { get; }

    /// <summary>Set once when the port can no longer work, such as a descriptor whose interface is gone.</summary>
    public abstract PortFault Fault { get; }

    /// <summary>
    /// Takes up to <c>frames.Length</c> waiting frames and returns how many. Copying sources put the bytes into
    /// <paramref name="arena"/>, one buffer to a frame from buffer 0; others lend their own memory.
    /// </summary>
    public abstract int Receive(Span<ReceivedFrame> frames, FrameArena arena);

    /// <summary>The frames of the last <see cref="Receive"/> are no longer read by anybody.</summary>
    public abstract void Complete();

    /// <summary>
    /// Polled ports: from now on tell of frames through <see cref="PollDescriptor"/>. True when some wait already, and then
    /// nobody will be told of those. The owning worker calls it before it sleeps.
    /// </summary>
    public virtual bool Arm() => false;

    /// <summary>Polled ports: the owning worker looks for itself again.</summary>
    public virtual void Disarm()
    {
    }

    /// <summary>
    /// Frames that came since the last call of this and found no room, because nobody received in time; 0 where the way in
    /// keeps count itself. Any thread, one at a time.
    /// </summary>
    public virtual long TakeOverruns() => 0;

    /// <summary>
    /// Sends the frames in order and adds what became of them to <paramref name="tally"/>. The other side may be told of them
    /// only at the next <see cref="Flush"/>.
    /// </summary>
    public abstract void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally);

    /// <summary>Tells the other side, once, of all that was transmitted. Workers call it at the end of a turn for the ports they transmitted to.</summary>
    public virtual void Flush()
    {
    }

    public abstract void Dispose();
}
