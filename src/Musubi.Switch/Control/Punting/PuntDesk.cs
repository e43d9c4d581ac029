using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Punting;

/// <summary>
/// Reads what workers hand over and gives each frame to its handlers, a bounded number in a given time, and for a bounded part of that time: a flood costs its own
/// kind frames, which are counted, and not the control thread its time, however much there is to read in each frame. A lone frame is read at once. Control thread only.
/// </summary>
public sealed class PuntDesk(WorkerPool pool, PortSlots slots, PuntHandlers handlers, SwitchCounters counts, TimeProvider clock) : IControlTask, IStatusSource
{
    /// <summary>Frames of one ring of a worker that are read at a time.</summary>
    public const int MostAtOnce = 64;

    /// <summary>Between two readings of frames consumed from the wire, while more come.</summary>
    public static readonly TimeSpan ProtocolInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>The same for copies of what guests send.</summary>
    public static readonly TimeSpan SnoopedInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>After so long no ring is read on, each had its turn; a group report may have hundreds of records.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(1);

    private readonly RateLimiter _protocol = new(clock, ProtocolInterval);
    private readonly RateLimiter _snooped = new(clock, SnoopedInterval);
    private readonly PuntRing[] _protocolRings = [.. pool.Workers.SelectMany(worker => worker.Punts.Protocols)];
    private readonly PuntRing[] _snoopedRings = [.. pool.Workers.SelectMany(worker => worker.Punts.Snooped)];
    private readonly byte[] _buffer = new byte[PuntRing.MostBytes];
    private uint _turn;

    public TimeSpan TimeToDue()
    {
        (TimeSpan one, TimeSpan other) = (_protocol.TimeToDue(), _snooped.TimeToDue());
        return one == Timeout.InfiniteTimeSpan || (other != Timeout.InfiniteTimeSpan && other < one) ? other : one;
    }

    public void OnTurn()
    {
        Read(_protocol, _protocolRings);
        Read(_snooped, _snoopedRings);
    }

    public void Report(SwitchStatus status)
    {
        status.Counts.Add(new NamedCount { Name = "lost-protocol-frames", Value = (ulong)_protocolRings.Sum(ring => ring.Lost) });
        status.Counts.Add(new NamedCount { Name = "lost-snooped-frames", Value = (ulong)_snoopedRings.Sum(ring => ring.Lost) });
    }

    private void Read(RateLimiter limiter, PuntRing[] rings)
    {
        foreach (PuntRing ring in rings)
        {
            if (ring.HasFrames)
            {
                limiter.Demand();
            }
        }

        if (!limiter.TryStart())
        {
            return;
        }

        long began = clock.GetTimestamp();
        _turn++;
        for (uint place = 0; place < rings.Length; place++)
        {
            // Each is the first in its turn: what time is left is another's next.
            PuntRing ring = rings[(_turn + place) % (uint)rings.Length];
            for (int i = 0; i < MostAtOnce && (i == 0 || clock.GetElapsedTime(began) < MostTime) && ring.TryRead(_buffer, out PuntEntry entry); i++)
            {
                Hand(entry);
            }

            if (ring.HasFrames || !ring.TryRest())
            {
                limiter.Demand();
            }
        }
    }

    private void Hand(PuntEntry entry)
    {
        if (slots.FindByNumber(PortSlot.NumberOf(entry.Port)) is not { } slot || slot.Handle != entry.Port)
        {
            // The port left the plan, and its number may be another's by now.
            counts.Add("stale-punted-frames");
            return;
        }

        PuntedFrame frame = new(slot, entry, _buffer.AsSpan(0, entry.Length));
        foreach (IPuntHandler handler in handlers.Of(entry.Kind))
        {
            handler.OnFrame(in frame);
        }
    }
}
