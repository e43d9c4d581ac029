using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Control.Teaming;

/// <summary>A port that receives nothing and keeps what the control thread sends by it.</summary>
internal sealed class WirePort : FramePort
{
    /// <summary>Whole frames, from the destination address on.</summary>
    public List<byte[]> Sent { get; } = [];

    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
        // Nothing was received.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        foreach (ref readonly TransmitFrame frame in frames)
        {
            ReadOnlySpan<byte> header = frame.Header;
            Sent.Add([.. header[..frame.HeaderLength], .. frame.Payload.Span]);
            tally.Sent++;
            tally.Bytes += Sent[^1].Length;
        }
    }

    public override void Dispose()
    {
        // Nothing is held.
    }
}
