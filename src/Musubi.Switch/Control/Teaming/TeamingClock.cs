using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Teaming;

/// <summary>Puts in force what time alone changes: failback delays that are over, and uplinks that were left long enough ago. Control thread only.</summary>
public sealed class TeamingClock(PlanDesk desk, UplinkHealth health, LeftUplinks left, ForwardingRefresh refresh) : IControlTask, IStatusSource
{
    public TimeSpan TimeToDue()
    {
        (TimeSpan one, TimeSpan other) = (health.TimeToDue(), left.TimeToDue());
        return one == Timeout.InfiniteTimeSpan || (other != Timeout.InfiniteTimeSpan && other < one) ? other : one;
    }

    public void OnTurn()
    {
        if (TimeToDue() == TimeSpan.Zero)
        {
            refresh.Uplinks(MoveReason.FailbackDelay);
        }
    }

    public void Report(SwitchStatus status)
    {
        foreach (PortStatus port in status.Ports)
        {
            if (desk.Slots.FindById(port.PortId) is { IsUplink: true } uplink)
            {
                port.UplinkCondition = UplinkHealth.ConditionOf(uplink, desk.Compiled);
            }
        }
    }
}
