using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// A port whose traffic is shaped. What its guest sends is left where it waits until it may pass, so that the guest's own queue
/// is the one that fills. What is sent to it and may not pass yet is held in a bounded queue of the port's own, so that no
/// other port waits for it. The worker that owns the port calls <see cref="Drain"/> in every turn; while it sleeps, a timer
/// wakes it.
/// </summary>
public sealed class ShapedPort : FramePort
{
    /// <summary>Bytes that are held at most, in seconds of the average rate, within the bounds that follow.</summary>
    private const double HeldSeconds = 0.1;

    /// <summary>Two offload frames.</summary>
    private const long LeastHeld = 128 * 1024;

    private const long MostHeld = FrameRing.Bytes;

    /// <summary>An offload frame, in bytes.</summary>
    private const double LargestFrame = 65_550;

    /// <summary>A port in the kernel that had nothing is not asked again for 20 µs.</summary>
    private static readonly long AskInterval = Stopwatch.Frequency / 50_000;

    private readonly FramePort _inner;
    private readonly Func<long> _clock;
    private readonly FrameRing _held = new();
    private readonly TransmitFrame[] _frames = new TransmitFrame[FrameRing.MostAtOnce];
    private readonly long[] _numbers = new long[FrameRing.MostAtOnce];
    private readonly Epoll _gate = new();
    private readonly TimerFd _timer = new();
    private PortRates _rates;
    private PortRates _applied = PortRates.Unlimited;
    private Shaper _ingress;
    private Shaper _egress;
    private long _heldBytes;
    private long _mostHeld = MostHeld;
    private long _askAt;
    private bool _listens;

    /// <param name="inner">Taken over.</param>
    /// <param name="rates">As the plan has them.</param>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public ShapedPort(FramePort inner, PortRates rates)
        : this(inner, rates, Stopwatch.GetTimestamp)
    {
    }

    /// <param name="clock">In ticks of <see cref="Stopwatch"/>.</param>
    internal ShapedPort(FramePort inner, PortRates rates, Func<long> clock)
    {
        (_inner, _rates, _clock) = (inner, rates, clock);
        _gate.Add(_timer.Descriptor, 0);
    }

    /// <summary>Set by the control thread; the owner goes by them from its next call on.</summary>
    public PortRates Rates
    {
        get => Volatile.Read(ref _rates);
        set => Volatile.Write(ref _rates, value);
    }

    public override int PollDescriptor => _gate.Descriptor;

    public override bool Polled => true;

    public override IReadOnlyList<FileDescriptor> Descriptors => _inner.Descriptors;

    public override bool SharedTransmit => false;

    public override PortFault Fault => _inner.Fault;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        long now = Begin();
        double allowance = _ingress.IsOn ? _ingress.Allowance(now) : double.MaxValue;
        if (allowance <= 0 || now < _askAt)
        {
            return 0;
        }

        // As many as may pass if each is as large as frames can be: a batch overdraws by less than one of them.
        int most = (int)Math.Clamp(allowance / LargestFrame, 1, frames.Length);
        int count = _inner.Receive(frames[..most], arena);
        if (count == 0)
        {
            _askAt = _inner.Polled ? 0 : now + AskInterval;
            return 0;
        }

        long bytes = 0;
        foreach (ref readonly ReceivedFrame frame in frames[..count])
        {
            bytes += frame.Data.Length;
        }

        _ingress.Take(bytes);
        return count;
    }

    public override void Complete() => _inner.Complete();

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        long now = Begin();
        if (!_egress.IsOn && !_held.HasFrames)
        {
            _inner.Transmit(frames, ref tally);
            return;
        }

        DrainHeld(now, ref tally);
        int passing = _held.HasFrames ? 0 : CountPassing(frames, now);
        if (passing > 0)
        {
            _inner.Transmit(frames[..passing], ref tally);
        }

        Hold(frames[passing..], ref tally);
    }

    /// <summary>Sends what was held and may pass now. Returns how many frames that were.</summary>
    public int Drain(ref TransmitTally tally) => _held.HasFrames ? DrainHeld(Begin(), ref tally) : 0;

    public override void Flush() => _inner.Flush();

    public override long TakeOverruns() => _inner.TakeOverruns();

    public override bool Arm()
    {
        long now = Begin();
        bool paused = _ingress.IsOn && _ingress.Allowance(now) <= 0;
        long due = Math.Min(paused ? _ingress.Due() : long.MaxValue, _held.HasFrames ? _egress.Due() : long.MaxValue);
        if (due != long.MaxValue)
        {
            _timer.Set(TimeSpan.FromSeconds((double)Math.Max(due - now, 0) / Stopwatch.Frequency));
        }

        bool waits = false;
        if (!paused)
        {
            waits = _inner.Arm();
            _gate.Add(_inner.PollDescriptor, 0);
            _listens = true;
        }

        return waits || (_held.HasFrames && !_egress.IsOn);
    }

    public override void Disarm()
    {
        _timer.Stop();
        if (_listens)
        {
            _gate.Remove(_inner.PollDescriptor);
            _inner.Disarm();
            _listens = false;
        }

        _askAt = 0;
    }

    public override void Dispose()
    {
        _inner.Dispose();
        _gate.Dispose();
        _timer.Dispose();
        _held.Dispose();
    }

    /// <summary>The time, with the rates of now in force.</summary>
    private long Begin()
    {
        long now = _clock();
        PortRates rates = Rates;
        if (rates != _applied)
        {
            _applied = rates;
            _ingress.Set(rates.Ingress, now, Stopwatch.Frequency);
            _egress.Set(rates.Egress, now, Stopwatch.Frequency);
            _mostHeld = rates.Egress is { } egress ? Math.Clamp((long)(HeldSeconds * egress.AverageBitsPerSecond / 8), LeastHeld, MostHeld) : MostHeld;
        }

        return now;
    }

    private int CountPassing(ReadOnlySpan<TransmitFrame> frames, long now)
    {
        if (!_egress.IsOn)
        {
            return frames.Length;
        }

        double allowance = _egress.Allowance(now);
        long taken = 0;
        int passing = 0;
        while (passing < frames.Length && allowance > taken)
        {
            taken += LengthOf(in frames[passing++]);
        }

        _egress.Take(taken);
        return passing;
    }

    private void Hold(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        foreach (ref readonly TransmitFrame frame in frames)
        {
            if (_heldBytes + LengthOf(in frame) <= _mostHeld && _held.TryWrite(0, in frame))
            {
                _heldBytes += LengthOf(in frame);
            }
            else
            {
                tally.ShaperFull++;
            }
        }

        _held.Publish();
    }

    private int DrainHeld(long now, ref TransmitTally tally)
    {
        int drained = 0;
        while (true)
        {
            int count = _held.Peek(_numbers, _frames);
            int passing = CountPassing(_frames.AsSpan(0, count), now);
            if (passing == 0)
            {
                return drained;
            }

            foreach (ref readonly TransmitFrame frame in _frames.AsSpan(0, passing))
            {
                _heldBytes -= LengthOf(in frame);
            }

            _inner.Transmit(_frames.AsSpan(0, passing), ref tally);
            _held.Release(passing);
            drained += passing;
        }
    }

    private static int LengthOf(in TransmitFrame frame) => frame.HeaderLength + frame.Payload.Length;
}
