using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Tests.Runtime;

/// <summary>
/// A port in memory as a guest's queues are: frames are numbers that a test puts in from its own thread, and what the switch
/// sends is kept. It notices when two threads transmit at once.
/// </summary>
internal sealed class PolledPort(byte station, byte peer) : FramePort
{
    private readonly EventFd _kick = new();
    private readonly object _sync = new();
    private readonly List<int> _sent = [];
    private int _written;
    private int _read;
    private int _armed;
    private int _transmitting;

    /// <summary>Two threads were in Transmit at the same time.</summary>
    public bool Collided { get; private set; }

    public int Flushes { get; private set; }

    public override int PollDescriptor => _kick.Descriptor;

    public override bool Polled => true;

    public override IReadOnlyList<FileDescriptor> Descriptors => [];

    public override bool SharedTransmit => false;

    public override PortFault Fault => PortFault.None;

    /// <summary>The numbers of the frames sent to this port, in order.</summary>
    public IReadOnlyList<int> Sent
    {
        get
        {
            lock (_sync)
            {
                return [.. _sent];
            }
        }
    }

    /// <summary>Puts frames in, and kicks as a driver does: only when told to.</summary>
    public void Put(int count)
    {
        Interlocked.Add(ref _written, count);
        if (Volatile.Read(ref _armed) != 0)
        {
            _kick.Signal();
        }
    }

    public override bool Arm()
    {
        Interlocked.Exchange(ref _armed, 1);
        return Volatile.Read(ref _written) != _read;
    }

    public override void Disarm()
    {
        Volatile.Write(ref _armed, 0);
        _kick.Drain();
    }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        int count = Math.Min(Volatile.Read(ref _written) - _read, 64);
        for (int i = 0; i < count; i++)
        {
            Span<byte> bytes = arena.Buffer(i);
            ((ReadOnlySpan<byte>)[2, 0, 0, 0, 0, peer, 2, 0, 0, 0, 0, station, 0x88, 0xb5]).CopyTo(bytes);
            BitConverter.TryWriteBytes(bytes[14..], _read + i);
            frames[i] = new ReceivedFrame { Data = arena.Slice(i, 0, 60) };
        }

        _read += count;
        return count;
    }

    public override void Complete()
    {
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        Collided |= Interlocked.Exchange(ref _transmitting, 1) != 0;
        lock (_sync)
        {
            foreach (ref readonly TransmitFrame frame in frames)
            {
                _sent.Add(BitConverter.ToInt32(frame.Payload.Span));
            }
        }

        tally.Sent += frames.Length;
        Volatile.Write(ref _transmitting, 0);
    }

    public override void Flush() => Flushes++;

    public override void Dispose() => _kick.Dispose();
}
