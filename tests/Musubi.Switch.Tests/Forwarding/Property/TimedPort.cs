using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>The NIC of an uplink, which takes everything at once and notes when.</summary>
public sealed class TimedPort(Func<long> clock) : FramePort
{
    public List<TimedFrame> Frames { get; } = [];

    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        foreach (ref readonly TransmitFrame frame in frames)
        {
            ReadOnlySpan<byte> header = frame.Header;
            Frames.Add(new TimedFrame(frame.Origin - 1, new SentFrame([.. header[..frame.HeaderLength], .. frame.Payload.Span], frame.Offload), clock()));
            tally.Sent++;
        }
    }

    public override void Dispose()
    {
    }
}
