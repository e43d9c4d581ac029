using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>A port whose way out is a list. It keeps every frame that it is offered, also those that it refuses.</summary>
public sealed class MemoryPort(Refusal refusal = default) : FramePort
{
    /// <summary>Everything offered since the test last cleared it, in order.</summary>
    public List<SentFrame> Offered { get; } = [];

    /// <summary>How often Transmit was called.</summary>
    public int Calls { get; private set; }

    public override int PollDescriptor => -1;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    private int Ordinal { get; set; }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

    public override void Complete()
    {
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Calls++;
        foreach (ref readonly TransmitFrame frame in frames)
        {
            ReadOnlySpan<byte> header = frame.Header;
            byte[] bytes = [.. header[..frame.HeaderLength], .. frame.Payload.Span];
            Offered.Add(new SentFrame(bytes, frame.Offload));
            switch (refusal.Judge(Ordinal++))
            {
                case TransmitOutcome.QueueFull:
                    tally.QueueFull++;
                    break;
                case TransmitOutcome.TooBig:
                    tally.TooBig++;
                    break;
                case TransmitOutcome.LinkDown:
                    tally.LinkDown++;
                    break;
                case TransmitOutcome.Failed:
                    tally.Failed++;
                    break;
                case TransmitOutcome.ShaperFull:
                    tally.ShaperFull++;
                    break;
                case TransmitOutcome.IoControlFull:
                    tally.IoControlFull++;
                    break;
                default:
                    tally.Sent++;
                    tally.Bytes += bytes.Length;
                    break;
            }
        }
    }

    public override void Dispose()
    {
    }
}
