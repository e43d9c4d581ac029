using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Runtime;

/// <summary>A port whose receiving side a test drives: readable when told, and each Receive runs what the test wants.</summary>
internal sealed class ScriptedPort(Func<FrameArena, ReceivedFrame[], int> receive) : FramePort
{
    private readonly EventFd _readable = new();
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[64];
    private int _disposed;

    public int Sent;

    public PortFault FaultToShow { get; set; }

    public bool IsDisposed => Volatile.Read(ref _disposed) != 0;

    public override int PollDescriptor => _readable.Descriptor;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => true;

    public override PortFault Fault => FaultToShow;

    public void MakeReadable() => _readable.Signal();

    public void MakeQuiet() => _readable.Drain();

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = receive(arena, _frames);
        _frames.AsSpan(0, count).CopyTo(frames);
        return count;
    }

    public override void Complete()
    {
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Interlocked.Add(ref Sent, frames.Length);
        tally.Sent += frames.Length;
    }

    public override void Dispose()
    {
        Volatile.Write(ref _disposed, 1);
        _readable.Dispose();
    }
}
