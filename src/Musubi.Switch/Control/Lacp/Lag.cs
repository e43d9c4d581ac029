using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Lacp;

/// <summary>A LAG of the plan in force. Control thread only.</summary>
/// <param name="id">In the plan.</param>
/// <param name="clock">For its machines.</param>
/// <param name="resumes">
/// The data plane has just started: the partner may hold the members for in use, and until they are in use again frames are lost, so
/// they do not wait for each other.
/// </param>
internal sealed class Lag(string id, TimeProvider clock, bool resumes)
{
    /// <summary>For how long a data plane that has just started takes members without a wait: longer than a partner with fast timers takes to speak.</summary>
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(10);

    private readonly long _start = clock.GetTimestamp();
    private bool _resumes = resumes;

    public PlannedLag Planned { get; private set; } = new();

    public LacpGroup Group { get; } = new(clock);

    public LagUse Use { get; } = new(id, clock);

    public List<LagLink> Links { get; } = [];

    /// <summary>Takes what the plan says of it now. Members that left were removed before.</summary>
    public void Follow(PlannedLag planned, PortSlots slots)
    {
        Planned = planned;
        foreach (PlannedLagMember wanted in planned.Members)
        {
            PortSlot slot = slots.FindById(wanted.PortId)!;
            LacpSettings settings = new(PlanCompiler.ReadMac(planned.SystemId), (ushort)planned.Key, (ushort)wanted.Number, planned.Active, planned.Fast);
            LagLink? link = Links.Find(one => one.Slot == slot);
            if (link is null)
            {
                link = new LagLink(this, slot, Group.Add(settings), Use);
                Links.Add(link);
            }

            link.Follow(settings);
        }
    }

    public void Remove(LagLink link)
    {
        Links.Remove(link);
        Group.Remove(link.Member);
        link.Slot.Lag = null;
    }

    /// <summary>Runs the machines. True when what they say of some member has changed.</summary>
    public bool Run()
    {
        _resumes &= clock.GetElapsedTime(_start) < ResumeLimit;
        Group.AggregateWait = _resumes ? TimeSpan.Zero : LacpTimes.AggregateWait;
        Links.ForEach(link => link.Look());
        Group.Run();
        bool changed = false;
        bool othersCarry = Links.Exists(link => link.Membership.Distributes && link.Member.Distributes);
        foreach (LagLink link in Links)
        {
            changed |= link.Publish(clock, othersCarry);
        }

        Use.Set(InUse > 0);
        return changed;
    }

    /// <summary>Members by which frames leave.</summary>
    public int InUse => Links.Count(link => link.Membership.Distributes);

    public TimeSpan TimeToDue()
    {
        TimeSpan shortest = Group.TimeToDue();
        foreach (LagLink link in Links)
        {
            TimeSpan due = link.TimeToDue(clock);
            shortest = shortest == Timeout.InfiniteTimeSpan || (due != Timeout.InfiniteTimeSpan && due < shortest) ? due : shortest;
        }

        return shortest;
    }
}
