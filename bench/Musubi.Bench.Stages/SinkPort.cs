using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Bench.Stages;

/// <summary>A port that takes everything and keeps nothing: what is measured ends in front of it.</summary>
internal sealed class SinkPort : FramePort
{
    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
        // Nothing was received.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally) => tally.Sent += frames.Length;

    public override void Dispose()
    {
        // Nothing is held.
    }
}
