using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Tells physical switches behind which uplink a MAC is, when a port has come, moved or taken another MAC, and its teaming
/// asks for that. Control thread only.
/// </summary>
public sealed class Announcer(PlanDesk desk, ControlSender sender, SwitchCounters counts, TimeProvider clock) : IControlTask
{
    private readonly AnnouncementSchedule _schedule = new(clock);

    public TimeSpan TimeToDue() => _schedule.TimeToDue();

    /// <summary>Finds the ports about which switches would be wrong now. Call after each swap.</summary>
    public void Review()
    {
        foreach (PortSlot slot in desk.Slots.All.Where(slot => !slot.IsUplink))
        {
            if (!IsToBeAnnounced(slot))
            {
                slot.Announced = null;
                continue;
            }

            (string, ulong, VlanSettings) now = (slot.PinnedUplink!, slot.EffectiveMac, slot.Planned.Vnic.Vlan);
            // Not !=, which compares the VLAN settings by reference: each plan brings new objects.
            if (!now.Equals(slot.Announced))
            {
                slot.Announced = now;
                _schedule.Start(slot.Key);
            }
        }
    }

    /// <summary>Sends what is due, for a bounded number of ports.</summary>
    public void OnTurn()
    {
        for (int i = 0; i < AnnouncementSchedule.PortsInTurn && _schedule.TryTake(out PortKey key); i++)
        {
            // The port may have left, moved or fallen silent since: what is true now is announced.
            if (desk.Slots.Find(key) is { Announced: not null } slot && desk.Slots.FindById(slot.PinnedUplink!) is { IsRunning: true } uplink)
            {
                Send(slot, uplink);
            }
        }
    }

    /// <summary>Not by a LAG, which is no port: the partner learns by which of its links a frame came, and all of them are one to it.</summary>
    private bool IsToBeAnnounced(PortSlot slot) =>
        slot is { IsRunning: true, PinnedUplink: not null, Planned.Vnic: { Blocked: false, Teaming.NotifySwitches: true } } && !MuteRule.IsMute(slot.Planned, slot.LinkUp)
        && desk.Slots.FindById(slot.PinnedUplink) is not null;

    private void Send(PortSlot slot, PortSlot uplink)
    {
        Span<byte> payload = stackalloc byte[RarpFrame.PayloadBytes];
        RarpFrame.WritePayload(payload, slot.EffectiveMac);
        int sent = sender.Send(uplink, MacKinds.Broadcast, slot.EffectiveMac, RarpFrame.EtherType, payload, AnnouncedVlans.Of(slot.Planned.Vnic.Vlan));
        counts.Add("announcements-sent", (ulong)sent);
    }
}
