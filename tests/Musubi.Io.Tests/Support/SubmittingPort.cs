using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Submission;

namespace Musubi.Io.Tests.Support;

/// <summary>A port to which every thread transmits as a worker does: with a submission ring of its own, made for the call where it has none.</summary>
internal sealed class SubmittingPort(FramePort port) : FramePort
{
    public override int PollDescriptor => port.PollDescriptor;

    public override IReadOnlyList<FileDescriptor> Descriptors => port.Descriptors;

    public override bool SharedTransmit => port.SharedTransmit;

    public override PortFault Fault => port.Fault;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        bool has = Open();
        int received = port.Receive(frames, arena);
        Close(has);
        return received;
    }

    public override void Complete() => port.Complete();

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        bool has = Open();
        port.Transmit(frames, ref tally);
        Close(has);
    }

    public override void Dispose() => port.Dispose();

    private static bool Open()
    {
        bool has = SubmissionRing.OfThread is not null;
        _ = SubmissionRing.OpenForThread();
        return has;
    }

    private static void Close(bool keep)
    {
        if (SubmissionRing.OfThread is null)
        {
            throw new InvalidOperationException("the thread has no ring, or the port gave it up");
        }

        if (!keep)
        {
            SubmissionRing.CloseForThread();
        }
    }
}
