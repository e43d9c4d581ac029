using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>A NIC that takes everything, and a list of what it took: who sent it, its number and when.</summary>
internal sealed class RecordingPort(Func<long> clock) : FramePort
{
    private readonly EventFd _readable = new();

    /// <summary>Lists nothing.</summary>
    public bool IsSilent { get; set; }

    public List<SentRecord> Sent { get; } = [];

    public override int PollDescriptor => _readable.Descriptor;

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
            tally.Sent++;
            tally.Bytes += frame.HeaderLength + frame.Payload.Length;
            if (IsSilent)
            {
                continue;
            }

            int number = BitConverter.ToInt32(frame.Payload.Span);
            Sent.Add(new SentRecord(frame.Origin, number, frame.HeaderLength + frame.Payload.Length, clock()));
        }
    }

    public override void Dispose() => _readable.Dispose();
}
