using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>
/// Plans that were accepted and are not yet known to be live on every worker, oldest first, at most <see cref="Capacity"/>.
/// Nobody waits here: the control thread asks again whenever a worker signals. Control thread only.
/// </summary>
public sealed class Acknowledgements(TimeProvider clock)
{
    public const int Capacity = 64;

    /// <summary>A worker that takes longer is late, which is told once for each plan.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Queue<Waiting> _waiting = new(Capacity);

    public bool IsFull => _waiting.Count == Capacity;

    public void Add(AgentSession session, ulong sequence, long serial, PlanApplied applied) =>
        _waiting.Enqueue(new Waiting(session, sequence, serial, applied, clock.GetTimestamp()));

    /// <summary>The oldest plan that is live on every worker now.</summary>
    public bool TryTake(Func<long, bool> reached, out AgentSession session, out SwitchMessage reply)
    {
        if (_waiting.TryPeek(out Waiting? oldest) && reached(oldest.Serial))
        {
            _waiting.Dequeue();
            session = oldest.Session;
            reply = new SwitchMessage { InReplyTo = oldest.Sequence, PlanApplied = oldest.Applied };
            return true;
        }

        (session, reply) = (null!, null!);
        return false;
    }

    /// <summary>How long until <see cref="FindLate"/> may find something; infinite when nothing waits.</summary>
    public TimeSpan TimeToDue()
    {
        if (!_waiting.TryPeek(out Waiting? oldest) || oldest.Told)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = Patience - clock.GetElapsedTime(oldest.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The generation of a plan that has just become late; null when there is none.</summary>
    public ulong? FindLate()
    {
        if (TimeToDue() != TimeSpan.Zero)
        {
            return null;
        }

        Waiting late = _waiting.Peek();
        late.Told = true;
        return late.Applied.Generation;
    }

    private sealed record Waiting(AgentSession Session, ulong Sequence, long Serial, PlanApplied Applied, long Since)
    {
        public bool Told { get; set; }
    }
}
