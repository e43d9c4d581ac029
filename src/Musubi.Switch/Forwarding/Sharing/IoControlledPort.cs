using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Pacing;
using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>
/// An uplink that is shared by classes of traffic. It sends no faster than the uplink carries, counted in bytes on the wire, so that what
/// finds no room waits here, in a bounded queue of its own class, and not in the NIC where all wait for all. An
/// <see cref="IoScheduler"/> says what goes next.
/// </summary>
public sealed class IoControlledPort : PacedPort
{
    private const int MostAtOnce = 64;

    /// <summary>Seconds at capacity that may pass at once while frames wait; a worker that is late by less loses nothing of the rate.</summary>
    private const double BusySlack = 0.004;

    /// <summary>The same while none wait, or two frames: what is sent at once then is what waits in the NIC from then on.</summary>
    private const double IdleSlack = 0.000_25;

    private const double LeastIdleSlack = 2 * 1538;

    private readonly FrameStore _store = new();
    private readonly HeldFrame[] _held = new HeldFrame[FrameStore.Slots];
    private readonly TransmitFrame[] _frames = new TransmitFrame[MostAtOnce];
    private readonly int[] _slots = new int[MostAtOnce];
    private IoScheduler? _wanted;
    private IoScheduler? _inForce;
    private TokenBucket _wire;
    private double _idleSlack;
    private bool _isPaced;
    private bool _isShared;

    /// <param name="inner">Taken over.</param>
    /// <exception cref="SystemCallException">No descriptors are left.</exception>
    public IoControlledPort(FramePort inner)
        : this(inner, Stopwatch.GetTimestamp)
    {
    }

    /// <param name="clock">In ticks of <see cref="Stopwatch"/>.</param>
    internal IoControlledPort(FramePort inner, Func<long> clock)
        : base(inner, clock)
    {
    }

    /// <summary>What the uplink goes by; null: everything passes. Control thread only.</summary>
    public IoSchedule? Schedule
    {
        get => Volatile.Read(ref _wanted)?.Schedule;
        set
        {
            if (value is null || Schedule is not { } present || !present.IsSame(value))
            {
                Volatile.Write(ref _wanted, value is null ? null : new IoScheduler(value, Stopwatch.Frequency));
            }
        }
    }

    /// <summary>The counts of each class of the schedule that is in force, with what each is. Any thread; empty when nothing is shared yet.</summary>
    public IReadOnlyList<(IoClass Class, IoClassCounts Counts)> ReadCounts()
    {
        if (Schedule is null || Volatile.Read(ref _inForce) is not { } scheduler)
        {
            return [];
        }

        IReadOnlyList<IoClass> classes = scheduler.Schedule.Classes;
        IoClassCounts[] counts = [.. classes.Select((_, index) => scheduler.CountsOf(index))];
        // What was sent each class has counted itself.
        for (int index = classes.Count - 1; index > IoSchedule.All; index--)
        {
            counts[classes[index].Parent] += counts[index] with { Frames = 0, Bytes = 0 };
        }

        return [.. classes.Zip(counts)];
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        long now = Begin();
        if (!_isShared)
        {
            SendAll(ref tally);
            Inner.Transmit(frames, ref tally);
            return;
        }

        IoScheduler scheduler = _inForce!;
        scheduler.Advance(now);
        FillWire(scheduler, now);
        if (scheduler.HasReady)
        {
            // What may go by now makes room for what comes, and lets it pass where nothing is left.
            Send(scheduler, now, ref tally);
        }

        int passed = 0;
        for (int i = 0; i < frames.Length; i++)
        {
            FrameSize size = FrameSize.Of(in frames[i]);
            if (HasRoom && scheduler.TryPass(frames[i].Origin, size, now))
            {
                _wire.Take(size.Wire);
                continue;
            }

            if (passed < i)
            {
                Inner.Transmit(frames[passed..i], ref tally);
            }

            passed = i + 1;
            tally.IoControlFull += scheduler.TryHold(in frames[i], size, now) ? 0 : 1;
        }

        if (passed < frames.Length)
        {
            Inner.Transmit(frames[passed..], ref tally);
        }

        Send(scheduler, now, ref tally);
    }

    public override int Drain(ref TransmitTally tally)
    {
        if (_inForce is not { HasHeld: true })
        {
            return 0;
        }

        long now = Begin();
        if (!_isShared)
        {
            return SendAll(ref tally);
        }

        _inForce.Advance(now);
        FillWire(_inForce, now);
        return Send(_inForce, now, ref tally);
    }

    protected override int Release()
    {
        _store.Dispose();
        return _inForce?.Held ?? 0;
    }

    protected override long Begin()
    {
        long now = base.Begin();
        IoScheduler? wanted = Volatile.Read(ref _wanted);
        _isShared = wanted is not null;
        if (wanted is not null && wanted != _inForce)
        {
            wanted.Begin(_inForce, _store, _held, now);
            long capacity = wanted.Schedule.CapacityBitsPerSecond;
            _isPaced = capacity > 0;
            if (_isPaced)
            {
                _wire.Set(capacity, BusySlack * capacity / 8, now, Stopwatch.Frequency);
                _idleSlack = Math.Max(LeastIdleSlack, IdleSlack * capacity / 8);
            }

            Volatile.Write(ref _inForce, wanted);
        }

        return now;
    }

    protected override long DrainsAt(long now)
    {
        if (_inForce is not { HasHeld: true } scheduler)
        {
            return Never;
        }

        long ready = scheduler.HasReady ? _isPaced ? _wire.Due() : now : Never;
        return !_isShared ? now : Math.Min(ready, scheduler.NextRelease);
    }

    private bool HasRoom => !_isPaced || _wire.HasCredit;

    /// <summary>While nothing waits for room, time that passed is no right to send it all at once.</summary>
    private void FillWire(IoScheduler scheduler, long now)
    {
        if (_isPaced)
        {
            _wire.Fill(now);
            if (!scheduler.HasReady)
            {
                _wire.Cap(_idleSlack);
            }
        }
    }

    private int Send(IoScheduler scheduler, long now, ref TransmitTally tally)
    {
        int sent = 0;
        int count;
        do
        {
            count = 0;
            while (count < MostAtOnce && HasRoom && scheduler.TakeNext(now, out FrameSize size) is >= 0 and int slot)
            {
                _wire.Take(size.Wire);
                _slots[count] = slot;
                _store.Read(slot, ref _frames[count++]);
            }

            sent += Give(count, ref tally);
        }
        while (count == MostAtOnce);
        return sent;
    }

    /// <summary>The uplink is no longer shared: what waits goes at once.</summary>
    private int SendAll(ref TransmitTally tally)
    {
        int sent = 0;
        while (_inForce is { HasHeld: true } scheduler)
        {
            int count = 0;
            while (count < MostAtOnce && scheduler.TakeAny() is >= 0 and int slot)
            {
                _slots[count] = slot;
                _store.Read(slot, ref _frames[count++]);
            }

            sent += Give(count, ref tally);
        }

        Volatile.Write(ref _inForce, null);
        return sent;
    }

    private int Give(int count, ref TransmitTally tally)
    {
        if (count > 0)
        {
            Inner.Transmit(_frames.AsSpan(0, count), ref tally);
            foreach (int slot in _slots.AsSpan(0, count))
            {
                _store.Remove(slot);
            }
        }

        return count;
    }
}
