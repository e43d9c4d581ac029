using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Bench.Stages;

/// <summary>A port whose guest always has the same batch to send.</summary>
internal sealed class SupplyPort(ReceivedFrame[] batch) : FramePort
{
    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        batch.AsSpan(0, frames.Length).CopyTo(frames);
        return frames.Length;
    }

    public override void Complete()
    {
        // The batch stays.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally) => tally.Sent += frames.Length;

    public override void Dispose()
    {
        // Nothing is held.
    }
}
