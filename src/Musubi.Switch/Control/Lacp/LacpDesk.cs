using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Lacp;

/// <summary>
/// Speaks LACP for the LAGs of the plan in force, and has forwarding use the members that are in. It needs no agent for that. Control thread only.
/// </summary>
public sealed class LacpDesk(PlanDesk desk, ControlSender sender, ForwardingRefresh refresh, EventQueue events, SwitchCounters counts, Log log, TimeProvider clock)
    : IControlTask, IPuntHandler, IStatusSource
{
    /// <summary>Bounds what a partner that changes its mind with each frame costs; a lone change is in force at once.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(5);

    private readonly RateLimiter _refresh = new(clock, RefreshInterval);
    private readonly Dictionary<string, Lag> _lags = [];
    private readonly Dictionary<PortSlot, LagLink> _links = [];
    private readonly Dictionary<PortSlot, bool> _told = [];
    private SwitchPlan _plan = desk.Plan;
    private bool _hasBegun;

    public PuntKinds ListensOn(PortSlot uplink)
    {
        // Asked while a plan is being put in force, before our turn has come.
        PlannedSwitch? owner = desk.Plan.Switches.FirstOrDefault(one => one.Key == uplink.Planned.SwitchKey);
        bool isMember = owner is not null && owner.Lags.Any(lag => lag.Members.Any(member => member.PortId == uplink.Planned.Id));
        return isMember ? PuntKinds.SlowProtocol : PuntKinds.None;
    }

    public void OnFrame(in PuntedFrame frame)
    {
        if (!_links.TryGetValue(frame.Port, out LagLink? link) || frame.Payload.IsEmpty)
        {
            return;
        }

        if (frame.Payload[0] == Lacpdu.Subtype && Lacpdu.TryRead(frame.Payload, out Lacpdu pdu))
        {
            link.Received++;
            link.Lag.Group.OnPdu(link.Member, in pdu);
        }
        else if (MarkerPdu.IsQuestion(frame.Payload))
        {
            Answer(link, frame.Payload);
        }
        else
        {
            link.Unknown++;
            counts.Add("unknown-slow-protocol-frames");
        }
    }

    public TimeSpan TimeToDue()
    {
        if (!ReferenceEquals(_plan, desk.Plan))
        {
            return TimeSpan.Zero;
        }

        TimeSpan shortest = _refresh.TimeToDue();
        foreach (Lag lag in _lags.Values)
        {
            TimeSpan due = lag.TimeToDue();
            shortest = shortest == Timeout.InfiniteTimeSpan || (due != Timeout.InfiniteTimeSpan && due < shortest) ? due : shortest;
        }

        return shortest;
    }

    public void OnTurn()
    {
        if (!ReferenceEquals(_plan, desk.Plan))
        {
            Follow(desk.Plan);
        }

        foreach (Lag lag in _lags.Values)
        {
            if (lag.Run())
            {
                _refresh.Demand();
            }
        }

        if (_refresh.TryStart())
        {
            refresh.Uplinks(MoveReason.Link);
            Tell();
        }

        // After frames are taken that may follow from what is said.
        foreach (LagLink link in _links.Values)
        {
            if (link.Member.TryTransmit(out Lacpdu pdu))
            {
                Send(link, in pdu);
            }
        }
    }

    /// <summary>A port is about to leave the plan: its partner is told.</summary>
    public void Leave(PortSlot slot)
    {
        if (_links.TryGetValue(slot, out LagLink? link))
        {
            Remove(link);
        }
    }

    public void Report(SwitchStatus status) => status.Lags.AddRange(_lags.Values.Select(LagStatusReport.Of));

    private void Follow(SwitchPlan plan)
    {
        bool resumes = !_hasBegun;
        Dictionary<string, PlannedLag> planned = plan.Switches.SelectMany(owner => owner.Lags).ToDictionary(lag => lag.Id);
        foreach (LagLink link in _links.Values.ToList())
        {
            PlannedLag? wanted = planned.GetValueOrDefault(link.Lag.Planned.Id);
            if (wanted is null || desk.Slots.Find(link.Slot.Key) != link.Slot || !wanted.Members.Any(member => member.PortId == link.Slot.Planned.Id))
            {
                Remove(link);
            }
        }

        foreach (string gone in _lags.Keys.Where(id => !planned.ContainsKey(id)).ToList())
        {
            _lags.Remove(gone);
        }

        foreach (PlannedLag wanted in planned.Values)
        {
            if (!_lags.TryGetValue(wanted.Id, out Lag? lag))
            {
                _lags[wanted.Id] = lag = new Lag(wanted.Id, clock, resumes);
            }

            lag.Follow(wanted, desk.Slots);
            lag.Links.ForEach(link => _links[link.Slot] = link);
        }

        (_plan, _hasBegun) = (plan, true);
    }

    private void Remove(LagLink link)
    {
        if (link.Slot.IsRunning && link.Member.Partner.System != 0)
        {
            Send(link, link.Member.Farewell());
        }

        link.Lag.Remove(link);
        _links.Remove(link.Slot);
        _told.Remove(link.Slot);
    }

    /// <summary>Of each member that came into use or fell out of it.</summary>
    private void Tell()
    {
        foreach (LagLink link in _links.Values)
        {
            bool inUse = link.Membership.Distributes;
            if (_told.GetValueOrDefault(link.Slot) == inUse)
            {
                continue;
            }

            _told[link.Slot] = inUse;
            string reason = LagStatusReport.ReasonOf(link);
            counts.Add("lag-member-changes");
            log.Info(
                inUse ? "lag-member-in-use" : "lag-member-out-of-use",
                ("lag", link.Lag.Planned.Name), ("port", link.Slot.Planned.Id), ("name", link.Slot.Planned.Name), ("members", link.Lag.InUse), ("reason", inUse ? null : reason));
            LagMemberChanged changed = new()
            {
                LagName = link.Lag.Planned.Name,
                PortId = link.Slot.Planned.Id,
                InUse = inUse,
                Reason = reason,
                MembersInUse = (uint)link.Lag.InUse,
            };
            events.Add(new SwitchEvent { LagMemberChanged = changed });
        }
    }

    private void Answer(LagLink link, ReadOnlySpan<byte> question)
    {
        if (link.MayAnswerMarker(clock))
        {
            Span<byte> answer = stackalloc byte[MarkerPdu.Bytes];
            MarkerPdu.WriteAnswer(question, answer);
            Send(link, answer);
        }
        else
        {
            counts.Add("unanswered-markers");
        }
    }

    private void Send(LagLink link, in Lacpdu pdu)
    {
        Span<byte> payload = stackalloc byte[Lacpdu.Bytes];
        pdu.Write(payload);
        link.Sent += (ulong)Send(link, payload);
    }

    private int Send(LagLink link, ReadOnlySpan<byte> payload) =>
        sender.Send(link.Slot, ProtocolAddresses.SlowProtocols, link.Mac, ProtocolAddresses.SlowProtocolsEtherType, payload);
}
