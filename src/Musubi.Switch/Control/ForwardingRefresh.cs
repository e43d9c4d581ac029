using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>Puts what is true now in force, and tells of what moved by it: to the agent, and to the physical network. Control thread only.</summary>
public sealed class ForwardingRefresh(PlanDesk desk, MoveNews moves, Announcer announcer)
{
    /// <summary>Compiles the plan in force again, after something beside it changed: a link, a port's health, a MAC, a member of a team.</summary>
    public PlanOutcome Now()
    {
        PlanOutcome outcome = desk.Swap();
        moves.TellUplinks(outcome, MoveReason.Unspecified);
        announcer.Review();
        return outcome;
    }

    /// <summary>The same, and sooner, where nothing but uplinks changed.</summary>
    public void Uplinks(MoveReason reason)
    {
        moves.TellUplinks(desk.Repin(), reason);
        announcer.Review();
    }

    /// <summary>Finds what is to be announced without anything having moved.</summary>
    public void Announce() => announcer.Review();
}
