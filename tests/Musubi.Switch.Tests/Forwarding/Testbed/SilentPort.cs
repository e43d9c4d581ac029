using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A port that takes everything and keeps nothing.</summary>
internal sealed class SilentPort : FramePort
{
    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally) => tally.Sent += frames.Length;

    public override void Dispose()
    {
    }
}
