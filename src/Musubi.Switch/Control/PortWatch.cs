using Musubi.Contracts.Plan;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Acts on what workers and front ends tell of ports: takes failed ones out, follows the MACs that guests take, and the guests themselves.
/// Control thread only.
/// </summary>
public sealed class PortWatch(
    PlanDesk desk, WorkerPool pool, VhostDesk vhost, ForwardingRefresh refresh, MoveNews moves, EventQueue events, SwitchCounters counts, Log log, TimeProvider clock) : IControlTask
{
    private readonly TakenMacs _takenMacs = new(clock);

    public TimeSpan TimeToDue() => _takenMacs.TimeToDue();

    public void OnTurn()
    {
        ReadNotices();
        vhost.Continue();
        HeedFrontEnds();
        TakeMacs();
    }

    private void ReadNotices()
    {
        bool faults = false;
        foreach (Worker worker in pool.Workers)
        {
            for (int i = 0; i < NoticeRing.Capacity && worker.Notices.TryRead(out PortNotice notice); i++)
            {
                faults |= Heed(in notice);
            }
        }

        if (faults)
        {
            refresh.Now();
        }
    }

    private void HeedFrontEnds()
    {
        (bool isNew, bool any) = (false, false);
        while (vhost.News.TryDequeue(out VhostNews? news))
        {
            if (news.Slot.Port == news.Port)
            {
                isNew |= Heed(news);
                any = true;
            }
        }

        if (isNew)
        {
            refresh.Now();
        }
        else if (any)
        {
            refresh.Announce();
        }
    }

    /// <summary>
    /// True when it matters to forwarding: a migrating guest came or left, or the port was taken out. One that we connected waits for
    /// the agent to connect it again.
    /// </summary>
    private bool Heed(VhostNews news)
    {
        PortSlot slot = news.Slot;
        switch (news.Kind)
        {
            case VhostNewsKind.Came:
                counts.Add("front-ends-came");
                return false;
            case VhostNewsKind.RunningChanged or VhostNewsKind.AnnounceAsked:
                // Announced again where it is to be announced at all.
                (slot.LinkUp, slot.Announced) = (desk.CarriesLink(slot), null);
                return HeedMigration(slot, news.Kind == VhostNewsKind.RunningChanged);
            default:
                counts.Add(news.Kind == VhostNewsKind.Gone ? "front-ends-gone" : "refused-front-ends");
                log.Info("front-end-gone", ("port", slot.Planned.Id), ("name", slot.Planned.Name), ("reason", news.Reason));
                (bool wasServed, slot.LinkUp) = (slot.LinkUp, false);
                if (slot.Planned.Attachment.VhostUser.Listening && news.Kind != VhostNewsKind.SocketFailed)
                {
                    return HeedMigration(slot, wasServed);
                }

                TakeOut(slot, news.Kind == VhostNewsKind.Gone ? "the front end closed the connection" : $"the front end was sent away: {news.Reason}");
                return true;
        }
    }

    /// <summary>True when the guest of a migration came or left.</summary>
    private bool HeedMigration(PortSlot slot, bool changed)
    {
        bool moved = changed && MuteRule.Migrates(slot.Planned);
        if (moved)
        {
            moves.TellGuest(slot);
        }

        return moved;
    }

    /// <summary>True when the notice took a port out of forwarding.</summary>
    private bool Heed(in PortNotice notice)
    {
        if (desk.Slots.FindByNumber(notice.Slot) is not { } slot)
        {
            return false;
        }

        if (notice.Faulted is null)
        {
            _takenMacs.Add(slot, notice.Mac);
            return false;
        }

        if (slot.Way != notice.Faulted)
        {
            return false;
        }

        // The port itself may stand inside what holds its frames back.
        string fault = slot.Port is VhostPort { QueueFault: not QueueFault.None and var broken } ? $"{notice.Faulted.Fault} ({broken})" : $"{notice.Faulted.Fault}";
        counts.Add("port-faults");
        log.Warn("port-faulted", ("port", slot.Planned.Id), ("name", slot.Planned.Name), ("fault", fault));
        TakeOut(slot, $"the port stopped working: {fault}");
        return true;
    }

    private void TakeOut(PortSlot slot, string reason)
    {
        desk.Fault(slot, reason);
        events.Add(new SwitchEvent { PortFaulted = new PortFaulted { PortId = slot.Planned.Id, Incarnation = slot.Key.Incarnation, Reason = reason } });
    }

    private void TakeMacs()
    {
        IReadOnlyList<PortSlot> due = _takenMacs.TakeDue(slot => desk.Slots.Find(slot.Key) == slot);
        if (due.Count == 0)
        {
            return;
        }

        counts.Add("taken-macs", (ulong)due.Count);
        foreach (PortSlot slot in refresh.Now().NewMacs)
        {
            events.Add(new SwitchEvent { EffectiveMacChanged = new EffectiveMacChanged { PortId = slot.Planned.Id, Mac = StatusReport.MacBytes(slot.EffectiveMac) } });
        }
    }
}
