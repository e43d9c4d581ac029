namespace Musubi.Switch.Control.Lacp;

/// <summary>
/// The links of one LAG, and the selection logic (802.1AX-2014, 6.4.14): which of them have the same partner and so may be one. There is one
/// aggregator, so members with another partner stand by. Pure, as <see cref="LacpMember"/>. Control thread only.
/// </summary>
public sealed class LacpGroup(TimeProvider clock)
{
    /// <summary>Each turn of the mux machines moves some member on or is the last; longer than any way through its states.</summary>
    private const int MostSteps = 16;

    private readonly List<LacpMember> _members = [];

    public IReadOnlyList<LacpMember> Members => _members;

    /// <summary>
    /// What a member waits for others before it is attached. A group that has just been made by a process that has just begun need not: the partner
    /// may still believe that nothing has happened.
    /// </summary>
    public TimeSpan AggregateWait { get; set; } = LacpTimes.AggregateWait;

    /// <summary>Whom the selected members have in common; null while no member has a partner.</summary>
    public LacpPartnerId? Partner { get; private set; }

    public LacpMember Add(LacpSettings settings)
    {
        LacpMember member = new(settings, clock);
        _members.Add(member);
        return member;
    }

    public void Remove(LacpMember member) => _members.Remove(member);

    public TimeSpan TimeToDue()
    {
        TimeSpan shortest = Timeout.InfiniteTimeSpan;
        foreach (LacpMember member in _members)
        {
            TimeSpan due = member.TimeToDue();
            shortest = shortest == Timeout.InfiniteTimeSpan || (due != Timeout.InfiniteTimeSpan && due < shortest) ? due : shortest;
        }

        return shortest;
    }

    /// <summary>A LACPDU came in by a member. <see cref="Run"/> does what follows from it.</summary>
    public void OnPdu(LacpMember member, in Lacpdu pdu)
    {
        foreach (LacpMember other in _members)
        {
            if (other != member && (other.Partner.SystemPriority, other.Partner.System, other.Partner.Port) == (pdu.Actor.SystemPriority, pdu.Actor.System, pdu.Actor.Port))
            {
                other.ForgetPartner();
            }
        }

        member.OnPdu(in pdu);
    }

    /// <summary>Lets all machines run until none has anything to do.</summary>
    public void Run()
    {
        foreach (LacpMember member in _members)
        {
            member.OnTime();
        }

        for (int i = 0; i < MostSteps; i++)
        {
            // A member that is no longer selected must be detached before it can be selected again.
            bool moved = StepAll();
            Select();
            if (!moved && !StepAll())
            {
                return;
            }
        }
    }

    /// <summary>Whether a partner is our own system: the link is cabled to another port of it, or comes back.</summary>
    public static bool IsOwn(LacpMember member) => (member.Partner.SystemPriority, member.Partner.System) == (member.Actor.SystemPriority, member.Actor.System);

    private bool StepAll()
    {
        bool ready = _members.TrueForAll(member => member.Mux != LacpMuxState.Waiting || member.Selection != LacpSelection.Selected || member.IsReady);
        bool moved = false;
        foreach (LacpMember member in _members)
        {
            moved |= member.StepMux(ready, AggregateWait);
        }

        return moved;
    }

    private void Select()
    {
        Partner = FindUsed() ?? FindBest();
        foreach (LacpMember member in _members)
        {
            if (IsCandidate(member))
            {
                bool belongs = LacpPartnerId.Of(member.Partner) == Partner;
                member.Selection = belongs ? MaySelect(member) ? LacpSelection.Selected : LacpSelection.Unselected : LacpSelection.Standby;
            }
            else if (member.Receive != LacpReceiveState.Expired || IsOwn(member))
            {
                member.Selection = LacpSelection.Unselected;
            }
        }
    }

    /// <summary>One that was unselected passes through being detached, where it begins anew.</summary>
    private static bool MaySelect(LacpMember member) => member.Selection != LacpSelection.Unselected || member.Mux == LacpMuxState.Detached;

    private static bool IsCandidate(LacpMember member) => member.Receive == LacpReceiveState.Current && !IsOwn(member);

    /// <summary>While one carries frames, all do with its partner.</summary>
    private LacpPartnerId? FindUsed()
    {
        foreach (LacpMember member in _members)
        {
            if (member is { Selection: LacpSelection.Selected, Mux: >= LacpMuxState.Collecting })
            {
                return LacpPartnerId.Of(member.Partner);
            }
        }

        return null;
    }

    /// <summary>The partner that most members are in sync with, then that most have; of several the one with the best priority, then the lowest address and key.</summary>
    private LacpPartnerId? FindBest() => _members.Where(IsCandidate)
        .GroupBy(member => LacpPartnerId.Of(member.Partner))
        .OrderByDescending(group => group.Count(member => member.Partner.Has(LacpFlags.Synchronization)))
        .ThenByDescending(group => group.Count())
        .ThenBy(group => group.Key.SystemPriority).ThenBy(group => group.Key.System).ThenBy(group => group.Key.Key).ThenBy(group => group.Key.Port)
        .Select(group => (LacpPartnerId?)group.Key)
        .FirstOrDefault();
}
