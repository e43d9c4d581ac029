using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Forwarding.Pacing;

/// <summary>
/// A port around another that holds frames back until their time. The worker that owns it looks at it in every turn, calls
/// <see cref="Drain"/> then, and is the only one to transmit to it; while that worker sleeps, a timer wakes it.
/// </summary>
public abstract class PacedPort : FramePort
{
    /// <summary>Nothing is due.</summary>
    protected const long Never = long.MaxValue;

    /// <summary>A port in the kernel that had nothing is not asked again for 20 µs.</summary>
    private static readonly long AskInterval = Stopwatch.Frequency / 50_000;

    private readonly Func<long> _clock;
    private readonly Epoll _gate = new();
    private readonly TimerFd _timer = new();
    private long _askAt;
    private bool _listens;

    /// <param name="inner">Taken over.</param>
    /// <param name="clock">In ticks of <see cref="Stopwatch"/>.</param>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    private protected PacedPort(FramePort inner, Func<long> clock)
    {
        (Inner, _clock) = (inner, clock);
        _gate.Add(_timer.Descriptor, 0);
    }

    public override int PollDescriptor => _gate.Descriptor;

    public override bool Polled => true;

    public override IReadOnlyList<FileDescriptor> Descriptors => Inner.Descriptors;

    public override bool SharedTransmit => false;

    public override PortFault Fault => Inner.Fault;

    /// <summary>Told how many frames were still held when it was disposed of; called then.</summary>
    public Action<int>? Lost { get; set; }

    protected FramePort Inner { get; }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => Ask(frames, arena, Begin());

    public override void Complete() => Inner.Complete();

    /// <summary>Sends what was held and may go now. Returns how many frames that were; what was dropped meanwhile is none.</summary>
    public abstract int Drain(ref TransmitTally tally);

    public override void Flush() => Inner.Flush();

    public override long TakeOverruns() => Inner.TakeOverruns();

    public override bool Arm()
    {
        long now = Begin();
        long receives = ReceivesAt(now);
        long drains = DrainsAt(now);
        long due = Math.Min(receives > now ? receives : Never, drains);
        if (due != Never)
        {
            _timer.Set(TimeSpan.FromSeconds((double)Math.Max(due - now, 0) / Stopwatch.Frequency));
        }

        bool waits = drains <= now;
        if (receives <= now)
        {
            waits |= Inner.Arm();
            _gate.Add(Inner.PollDescriptor, 0);
            _listens = true;
        }

        return waits;
    }

    public override void Disarm()
    {
        _timer.Stop();
        if (_listens)
        {
            _gate.Remove(Inner.PollDescriptor);
            Inner.Disarm();
            _listens = false;
        }

        _askAt = 0;
    }

    public sealed override void Dispose()
    {
        if (Release() is > 0 and int lost)
        {
            Lost?.Invoke(lost);
        }

        Inner.Dispose();
        _gate.Dispose();
        _timer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory of held frames, and tells how many those are.</summary>
    protected abstract int Release();

    /// <summary>The time, with the settings of now in force.</summary>
    protected virtual long Begin() => _clock();

    /// <summary>When frames may be received, in ticks; not after <paramref name="now"/> when they may be at once.</summary>
    protected virtual long ReceivesAt(long now) => now;

    /// <summary>When held frames may go, in ticks; <see cref="Never"/> when there are none.</summary>
    protected abstract long DrainsAt(long now);

    /// <summary>Receives, unless that was in vain a moment ago.</summary>
    protected int Ask(Span<ReceivedFrame> frames, FrameArena arena, long now)
    {
        if (now < _askAt)
        {
            return 0;
        }

        int count = Inner.Receive(frames, arena);
        if (count == 0)
        {
            _askAt = Inner.Polled ? 0 : now + AskInterval;
        }

        return count;
    }
}
