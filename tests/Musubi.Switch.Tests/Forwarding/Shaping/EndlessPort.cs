using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Forwarding.Shaping;

/// <summary>A guest that always has frames to send and room for more.</summary>
internal sealed class EndlessPort : FramePort
{
    private readonly EventFd _readable = new();

    public EndlessPort() => _readable.Signal();

    public int Sent { get; private set; }

    public int Asked { get; private set; }

    public override int PollDescriptor => _readable.Descriptor;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => PortFault.None;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        Asked++;
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = new ReceivedFrame { Data = arena.Slice(i, 0, ShapedBed.FrameBytes) };
        }

        return frames.Length;
    }

    public override void Complete()
    {
        // The arena is the test's.
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Sent += frames.Length;
        tally.Sent += frames.Length;
    }

    public override void Dispose() => _readable.Dispose();
}
