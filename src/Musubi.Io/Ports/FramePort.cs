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

    /// <summary>The descriptor itself, so that a duplicate can be handed to whoever takes over.</summary>
    public abstract FileDescriptor Descriptor { get; }

    /// <summary>Several workers may transmit at once: the kernel keeps their frames apart.</summary>
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
    /// Frames that came since the last call of this and found no room, because nobody received in time; 0 where the way in
    /// keeps count itself. Any thread, one at a time.
    /// </summary>
    public virtual long TakeOverruns() => 0;

    /// <summary>Sends the frames in order and adds what became of them to <paramref name="tally"/>.</summary>
    public abstract void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally);

    public abstract void Dispose();
}
