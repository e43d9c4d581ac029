using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>
/// Stands where a planned port has no descriptor or has failed: nothing comes, and what is sent there is counted as sent to
/// a link that is down. One instance for all.
/// </summary>
public sealed class AbsentPort : FramePort
{
    private AbsentPort()
    {
    }

    public static AbsentPort Instance { get; } = new();

    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
        // Nothing was received.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally) => tally.LinkDown += frames.Length;

    public override void Dispose()
    {
        // Shared and without resources.
    }
}
