using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Pacing;

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// A port whose traffic is shaped. What its guest sends is left where it waits until it may pass, so that the guest's own queue
/// is the one that fills. What is sent to it and may not pass yet is held in a bounded queue of the port's own, so that no
/// other port waits for it.
/// </summary>
public sealed class ShapedPort : PacedPort
{
    /// <summary>Bytes that are held at most, in seconds of the average rate, within the bounds that follow.</summary>
    private const double HeldSeconds = 0.1;

    /// <summary>Two offload frames.</summary>
    private const long LeastHeld = 128 * 1024;

    private const long MostHeld = FrameRing.Bytes;

    /// <summary>An offload frame, in bytes.</summary>
    private const double LargestFrame = 65_550;

    private readonly FrameRing _held = new();
    private readonly TransmitFrame[] _frames = new TransmitFrame[FrameRing.MostAtOnce];
    private readonly long[] _numbers = new long[FrameRing.MostAtOnce];
    private readonly PortShapers _shapers;
    private PortRates _rates;
    private PortRates? _applied;
    private long _heldBytes;
    private int _heldFrames;
    private long _mostHeld = MostHeld;

    /// <param name="inner">Taken over.</param>
    /// <param name="rates">As the plan has them.</param>
    /// <param name="shapers">The port's.</param>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public ShapedPort(FramePort inner, PortRates rates, PortShapers shapers)
        : this(inner, rates, shapers, Stopwatch.GetTimestamp)
    {
    }

    /// <param name="clock">In ticks of <see cref="Stopwatch"/>.</param>
    internal ShapedPort(FramePort inner, PortRates rates, PortShapers shapers, Func<long> clock)
        : base(inner, clock) => (_rates, _shapers) = (rates, shapers);

    /// <summary>Set by the control thread; the owner goes by them from its next call on.</summary>
    public PortRates Rates
    {
        get => Volatile.Read(ref _rates);
        set => Volatile.Write(ref _rates, value);
    }

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        long now = Begin();
        double allowance = _shapers.Ingress.IsOn ? _shapers.Ingress.Allowance(now) : double.MaxValue;
        if (allowance <= 0)
        {
            return 0;
        }

        // As many as may pass if each is as large as frames can be: a batch overdraws by less than one of them.
        int most = (int)Math.Clamp(allowance / LargestFrame, 1, frames.Length);
        int count = Ask(frames[..most], arena, now);
        long bytes = 0;
        foreach (ref readonly ReceivedFrame frame in frames[..count])
        {
            bytes += FrameSize.Of(in frame).Bytes;
        }

        _shapers.Ingress.Take(bytes);
        return count;
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        long now = Begin();
        if (!_shapers.Egress.IsOn && !_held.HasFrames)
        {
            Inner.Transmit(frames, ref tally);
            return;
        }

        DrainHeld(now, ref tally);
        int passing = _held.HasFrames ? 0 : CountPassing(frames, now);
        if (passing > 0)
        {
            Inner.Transmit(frames[..passing], ref tally);
        }

        Hold(frames[passing..], ref tally);
    }

    public override int Drain(ref TransmitTally tally) => _held.HasFrames ? DrainHeld(Begin(), ref tally) : 0;

    protected override int Release()
    {
        _held.Dispose();
        return _heldFrames;
    }

    protected override long Begin()
    {
        long now = base.Begin();
        PortRates rates = Rates;
        if (!ReferenceEquals(rates, _applied))
        {
            _applied = rates;
            _shapers.Apply(rates, now, Stopwatch.Frequency);
            _mostHeld = rates.Egress is { } egress ? Math.Clamp((long)(HeldSeconds * egress.AverageBitsPerSecond / 8), LeastHeld, MostHeld) : MostHeld;
        }

        return now;
    }

    protected override long ReceivesAt(long now) =>
        _shapers.Ingress.IsOn && _shapers.Ingress.Allowance(now) <= 0 ? _shapers.Ingress.Due() : now;

    protected override long DrainsAt(long now) => !_held.HasFrames ? Never : _shapers.Egress.IsOn && _applied is not { IsBlocked: true } ? _shapers.Egress.Due() : now;

    private int CountPassing(ReadOnlySpan<TransmitFrame> frames, long now)
    {
        if (!_shapers.Egress.IsOn)
        {
            return frames.Length;
        }

        double allowance = _shapers.Egress.Allowance(now);
        long taken = 0;
        int passing = 0;
        while (passing < frames.Length && allowance > taken)
        {
            taken += FrameSize.Of(in frames[passing++]).Bytes;
        }

        _shapers.Egress.Take(taken);
        return passing;
    }

    private void Hold(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        foreach (ref readonly TransmitFrame frame in frames)
        {
            if (_heldBytes + LengthOf(in frame) <= _mostHeld && _held.TryWrite(0, in frame))
            {
                _heldBytes += LengthOf(in frame);
                _heldFrames++;
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
        if (_applied!.IsBlocked)
        {
            tally.Blocked += DropHeld();
            return 0;
        }

        int drained = 0;
        while (true)
        {
            int count = _held.Peek(_numbers, _frames);
            int passing = CountPassing(_frames.AsSpan(0, count), now);
            if (passing == 0)
            {
                return drained;
            }

            Inner.Transmit(_frames.AsSpan(0, passing), ref tally);
            Forget(passing);
            drained += passing;
        }
    }

    /// <summary>How many frames were held.</summary>
    private int DropHeld()
    {
        int dropped = 0;
        for (int count; (count = _held.Peek(_numbers, _frames)) > 0; dropped += count)
        {
            Forget(count);
        }

        return dropped;
    }

    /// <summary>The first so many of the frames that were looked at are held no longer.</summary>
    private void Forget(int count)
    {
        foreach (ref readonly TransmitFrame frame in _frames.AsSpan(0, count))
        {
            _heldBytes -= LengthOf(in frame);
        }

        _held.Release(count);
        _heldFrames -= count;
    }

    private static int LengthOf(in TransmitFrame frame) => frame.HeaderLength + frame.Payload.Length;
}
