using Musubi.Contracts.Plan;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Tells of ports that moved to another uplink, and of guests that came or left by a migration. Control thread only.</summary>
public sealed class MoveNews(SwitchCounters counts, Log log, EventQueue events)
{
    public void TellUplinks(PlanOutcome outcome, MoveReason reason)
    {
        foreach (IGrouping<(string? From, string? To), (PortSlot Slot, string? From)> move in outcome.Moved.GroupBy(move => (move.From, move.Slot.PinnedUplink)))
        {
            counts.Add("moved-ports", (ulong)move.Count());
            log.Info("uplink-moved", ("from", move.Key.From), ("to", move.Key.To), ("ports", move.Count()), ("reason", reason));
            UplinkMoved moved = new() { FromUplink = move.Key.From ?? "", ToUplink = move.Key.To ?? "", Ports = (uint)move.Count(), Reason = reason };
            events.Add(new SwitchEvent { UplinkMoved = moved });
        }
    }

    public void TellGuest(PortSlot slot)
    {
        counts.Add("moved-guests");
        log.Info("guest-moved", ("port", slot.Planned.Id), ("name", slot.Planned.Name), ("here", slot.LinkUp));
        events.Add(new SwitchEvent { GuestMoved = new GuestMoved { PortId = slot.Planned.Id, Here = slot.LinkUp } });
    }
}
