using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Tells physical switches behind which uplink a MAC is, when a port has come, moved or taken another MAC, and its teaming
/// asks for that. Control thread only.
/// </summary>
public sealed class Announcer(PlanDesk desk, SwitchCounters counts, TimeProvider clock) : IDisposable
{
    private readonly AnnouncementSchedule _schedule = new(clock);
    private readonly FrameArena _arena = new(1);
    private readonly TransmitFrame[] _frames = new TransmitFrame[AnnouncedVlans.MostOfTrunk];

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
    public void SendDue()
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

    public void Dispose() => _arena.Dispose();

    private static bool IsToBeAnnounced(PortSlot slot) =>
        slot is { IsRunning: true, PinnedUplink: not null, Planned.Vnic: { Blocked: false, Teaming.NotifySwitches: true } } && !MuteRule.IsMute(slot.Planned, slot.LinkUp);

    private void Send(PortSlot slot, PortSlot uplink)
    {
        Span<byte> mac = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(mac, slot.EffectiveMac);
        mac = mac[2..];
        RarpFrame.WritePayload(_arena.Buffer(0), mac);
        FrameSlice payload = _arena.Slice(0, 0, RarpFrame.PayloadBytes);
        int count = 0;
        foreach (ushort vlan in AnnouncedVlans.Of(slot.Planned.Vnic.Vlan))
        {
            ref TransmitFrame frame = ref _frames[count++];
            frame.HeaderLength = RarpFrame.WriteHeader(frame.Header, mac, vlan);
            frame.Payload = payload;
        }

        TransmitTally tally = default;
        FramePort port = desk.Reach(uplink);
        port.Transmit(_frames.AsSpan(0, count), ref tally);
        port.Flush();
        Count(uplink, in tally);
        counts.Add("announcements-sent", (ulong)(count - tally.QueueFull - tally.TooBig - tally.LinkDown - tally.Failed));
    }

    private void Count(PortSlot uplink, in TransmitTally tally)
    {
        CounterBlock own = desk.OwnCounters(uplink);
        own.Add(CounterLayout.TxFrames, tally.Sent);
        own.Add(CounterLayout.TxBytes, tally.Bytes);
        own.Add(CounterLayout.TxBroadcast, tally.Sent);
        own.Add(CounterLayout.Of(DropReason.TxQueueFull), tally.QueueFull);
        own.Add(CounterLayout.Of(DropReason.TxTooBig), tally.TooBig);
        own.Add(CounterLayout.Of(DropReason.TxLinkDown), tally.LinkDown);
        own.Add(CounterLayout.Of(DropReason.TxFailed), tally.Failed);
    }
}
