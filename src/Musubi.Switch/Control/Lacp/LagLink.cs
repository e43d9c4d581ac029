using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Lacp;

/// <summary>A member of a LAG: its port, and the machines that speak for it. Control thread only.</summary>
internal sealed class LagLink(Lag lag, PortSlot slot, LacpMember member, LagUse use)
{
    /// <summary>Answers to markers in a second: 802.1AX (6.5) has nobody ask more often than five times in one.</summary>
    private const int MostMarkers = 10;

    private long _lossesSeen = slot.LinkLosses;
    private long? _distributesSince;
    private long _markersSince;
    private int _markersInWindow;

    public Lag Lag => lag;

    public PortSlot Slot => slot;

    public LacpMember Member => member;

    public LagMembership Membership { get; } = new(use);

    /// <summary>What LACP is sent with.</summary>
    public ulong Mac { get; private set; }

    public ulong Received { get; set; }

    public ulong Sent { get; set; }

    public ulong Unknown { get; set; }

    public ulong MarkersAnswered { get; private set; }

    public ulong Joins { get; private set; }

    public void Follow(LacpSettings settings)
    {
        Mac = slot.Planned.Uplink.Mac is { Length: > 0 } own ? PlanCompiler.ReadMac(own) : settings.System;
        member.Change(settings);
        slot.Lag = Membership;
    }

    /// <summary>Tells the machines of the link as it is, and of one that went meanwhile.</summary>
    public void Look()
    {
        if (slot.LinkLosses != _lossesSeen)
        {
            _lossesSeen = slot.LinkLosses;
            member.SetEnabled(false);
        }

        member.SetEnabled(slot is { IsRunning: true, LinkUp: true });
    }

    /// <summary>How long until <see cref="Publish"/> has something to say that is not said yet; infinite when there is nothing.</summary>
    public TimeSpan TimeToDue(TimeProvider clock)
    {
        if (Membership.Distributes || !MayJoin)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (_distributesSince is not { } since)
        {
            return TimeSpan.Zero;
        }

        TimeSpan left = (member.IsHeardInSync ? LacpTimes.JoinDelay : LacpTimes.EchoWait) - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Hands on what the machines say. True when it is something else than before.</summary>
    /// <param name="clock">For how long they have said so.</param>
    /// <param name="mayWait">Other members carry: this one need not be sent by at once.</param>
    public bool Publish(TimeProvider clock, bool mayWait)
    {
        _distributesSince = MayJoin ? _distributesSince ?? clock.GetTimestamp() : null;
        bool distributes = member.Distributes && (Membership.Distributes || !mayWait || (MayJoin && TimeToDue(clock) == TimeSpan.Zero));
        if ((Membership.Collects, Membership.Distributes) == (member.Collects, distributes))
        {
            return false;
        }

        Joins += distributes && !Membership.Distributes ? 1UL : 0;
        (Membership.Collects, Membership.Distributes) = (member.Collects, distributes);
        return true;
    }

    private bool MayJoin => member is { Distributes: true, HasToldInSync: true };

    public bool MayAnswerMarker(TimeProvider clock)
    {
        if (_markersInWindow == 0 || clock.GetElapsedTime(_markersSince) >= TimeSpan.FromSeconds(1))
        {
            (_markersSince, _markersInWindow) = (clock.GetTimestamp(), 0);
        }

        if (_markersInWindow == MostMarkers)
        {
            return false;
        }

        _markersInWindow++;
        MarkersAnswered++;
        return true;
    }
}
