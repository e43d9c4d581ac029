using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// Follows who listens to which group (RFC 4541), VLAN by VLAN: reads what ports say, asks them when nobody else does, when they have come and when they
/// were moved, and forgets what is not told again. Everything is bounded; at a bound a port hears more than it asked for, never less. Control
/// thread only; times are milliseconds.
/// </summary>
internal sealed class GroupSnooper
{
    /// <summary>
    /// How long a port that came hears everything: until even a host of the first version, which takes its own time (RFC 1112, appendix I), has said what it
    /// listens to.
    /// </summary>
    public const long ListenTime = 11_000;

    private const long Tick = 1000;

    private readonly ZoneDirectory _directory = new();
    private readonly QuestionQueue _questions;
    private readonly MembershipKeeper _keeper;
    private readonly SwitchCounters _counts;
    private readonly TimeProvider _clock;
    private IReadOnlyDictionary<uint, SnoopingSettings> _settings = new Dictionary<uint, SnoopingSettings>();
    private long _ticked;

    public GroupSnooper(IGroupWire wire, SwitchCounters counts, TimeProvider clock)
    {
        (_counts, _clock) = (counts, clock);
        _questions = new QuestionQueue(wire, counts);
        _keeper = new MembershipKeeper(_directory, _questions, counts, clock);
    }

    /// <summary>Workers should get a new table.</summary>
    public bool IsChanged
    {
        get => _keeper.IsChanged;
        private set => _keeper.IsChanged = value;
    }

    public IReadOnlyCollection<GroupZoneState> Zones => _directory.Zones;

    /// <summary>Memberships of all ports.</summary>
    public int Memberships => _directory.Budget.Total;

    /// <summary>A port hears every group of its zone: it has just come, or listens to more than is kept.</summary>
    public bool HearsAll(ZonePort place) => place.HearsAll || _keeper.IsCrowded(place.Port);

    private long Now => (long)(_clock.GetTimestamp() / (double)_clock.TimestampFrequency * 1000);

    /// <summary>What is configured and which ports are there has changed, or may have.</summary>
    /// <param name="settings">By switch key; switches that do not follow groups are not there.</param>
    /// <param name="present">vNICs that send and receive.</param>
    public void Follow(IReadOnlyDictionary<uint, SnoopingSettings> settings, IEnumerable<PortSlot> present)
    {
        long now = Now;
        _settings = settings;
        _ticked = Zones.Count == 0 ? now : _ticked;
        foreach (ZonePort comer in _directory.Follow(present.Where(slot => settings.ContainsKey(slot.Planned.SwitchKey)).ToHashSet()))
        {
            Welcome(comer, now);
        }

        _keeper.Trim(now);

        foreach (GroupZoneState zone in Zones)
        {
            Configure(zone, now);
        }

        IsChanged = true;
    }

    /// <summary>Ports may be pinned to other uplinks now: there the network is told what they listen to, and they are asked.</summary>
    public void FollowUplinks()
    {
        long now = Now;
        foreach (SnoopedPort port in _directory.Ports.Where(port => port.Slot.PinnedUplink is { } uplink && port.Uplink != uplink))
        {
            bool moved = port.Uplink is not null;
            port.Uplink = port.Slot.PinnedUplink;
            if (moved)
            {
                _counts.Add("moved-listeners");
                port.Zones.ForEach(place => _questions.AskSoon(place, tells: true, now));
            }
        }
    }

    /// <summary>A message about groups, from a vNIC or an uplink of the plan. What is in it may be anything.</summary>
    /// <param name="vlan">The VLAN that it is in.</param>
    /// <param name="frame">From the destination address on, without a tag.</param>
    /// <param name="cut">It was longer than that.</param>
    public void OnMessage(PortSlot from, int vlan, ReadOnlySpan<byte> frame, bool cut)
    {
        MembershipMessage message = MembershipMessage.Read(frame);
        if (message.Kind == MembershipKind.None || FindZone(from, vlan) is not { } zone)
        {
            return;
        }

        ZonePort? place = zone.Ports.GetValueOrDefault(from);
        switch (message.Kind)
        {
            case MembershipKind.Malformed when cut && place is not null:
                // It listens to more than can be kept, or lies: it hears everything either way.
                _counts.Add("cut-group-reports");
                _keeper.HearAll(place.Port, zone.Ipv4.Querier.Times, Now);
                break;
            case MembershipKind.Malformed:
                _counts.Add("malformed-group-messages");
                break;
            case MembershipKind.Query:
                HearQuery(zone, from, place, vlan, in message, Now);
                break;
            case MembershipKind.Router:
                HearRouter(zone, from, place, message.IsIpv6, Now);
                break;
            default:
                _counts.Add("group-reports");
                if (place is not null)
                {
                    _keeper.Hear(place, in message, Now);
                }

                break;
        }
    }

    /// <summary>How long nothing needs to be done; infinite for as long as it likes.</summary>
    public TimeSpan TimeToDue()
    {
        if (Zones.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        long due = Math.Min(_ticked + Tick, _questions.Due ?? long.MaxValue);
        return TimeSpan.FromMilliseconds(Math.Max(due - Now, 0));
    }

    /// <summary>Does what is due.</summary>
    public void OnTurn()
    {
        long now = Now;
        if (Zones.Count > 0 && now - _ticked >= Tick)
        {
            _ticked = now;
            foreach (GroupZoneState zone in Zones)
            {
                Advance(zone, now);
            }

            _keeper.Advance(now);
        }

        _questions.SendDue(now);
    }

    /// <summary>The table for workers, as of now.</summary>
    /// <param name="plan">Compiled from the plan of which the ports' indexes are.</param>
    /// <param name="switchIndexes">By switch key.</param>
    /// <param name="multipliers">Random numbers.</param>
    public GroupTable Build(ForwardingPlan plan, IReadOnlyDictionary<uint, int> switchIndexes, Func<ulong> multipliers)
    {
        IsChanged = false;
        GroupTableBuilder builder = new(plan, multipliers(), multipliers());
        foreach (GroupZoneState state in Zones)
        {
            GroupZoneFlags flags = (state.Ipv4.Querier.IsAsked ? GroupZoneFlags.FiltersIpv4 : 0)
                | (state.Ipv6.Querier.IsAsked ? GroupZoneFlags.FiltersIpv6 : 0)
                | (_settings[state.Key.SwitchKey].FloodsUnregistered ? GroupZoneFlags.FloodsUnregistered : 0);
            if (builder.TryAddZone(switchIndexes[state.Key.SwitchKey], state.Key.Vlan, flags, out ushort zone))
            {
                AddPorts(builder, zone, state);
            }
        }

        return builder.Build();
    }

    private void AddPorts(GroupTableBuilder builder, ushort zone, GroupZoneState state)
    {
        foreach (ZonePort place in state.Ports.Values)
        {
            int port = place.Port.Slot.PlanIndex;
            if (place.IsRouter || HearsAll(place))
            {
                builder.AddListenerToAll(zone, port, place.IsRouter);
            }

            foreach (GroupMembership membership in place.Groups.Values)
            {
                builder.AddMember(zone, membership.Group, port, membership.Excludes, membership.ListedSources());
            }
        }
    }

    private GroupZoneState? FindZone(PortSlot from, int vlan)
    {
        uint key = from.Planned.SwitchKey;
        if (!_settings.ContainsKey(key))
        {
            return null;
        }

        if (_directory.Find(key, vlan) is { } known)
        {
            return known;
        }

        if (from.IsUplink || _directory.TryFound(from, vlan, out IReadOnlyList<ZonePort> comers) is not { } founded)
        {
            _counts.Add("unfollowed-group-messages");
            return null;
        }

        foreach (ZonePort comer in comers)
        {
            Welcome(comer, Now);
        }

        Configure(founded, Now);
        IsChanged = true;
        return founded;
    }

    private void Configure(GroupZoneState zone, long now)
    {
        zone.Ipv4.Querier.Configure(_settings[zone.Key.SwitchKey].Querier, now);
        zone.Ipv6.Querier.Configure(_settings[zone.Key.SwitchKey].Querier, now);
    }

    private void Welcome(ZonePort comer, long now)
    {
        comer.ListensUntil = now + ListenTime;
        comer.HearsAll = true;
        _questions.AskSoon(comer, tells: false, now);
    }

    /// <summary>Who asks in a secondary VLAN is not heard by all of a private VLAN, and must not silence whoever asks the others.</summary>
    private void HearQuery(GroupZoneState zone, PortSlot from, ZonePort? place, int vlan, in MembershipMessage query, long now)
    {
        ulong ownMac = _settings[from.Planned.SwitchKey].Mac;
        if (query.IsFromNobody || query.Mac == ownMac)
        {
            return;
        }

        HearRouter(zone, from, place, query.IsIpv6, now);
        if (query.IsGeneral && vlan == zone.Key.Vlan && zone.Of(query.IsIpv6).Querier.Hear(in query, from, ownMac, now))
        {
            _counts.Add("querier-changes");
            IsChanged = true;
        }
    }

    private void HearRouter(GroupZoneState zone, PortSlot from, ZonePort? place, bool isIpv6, long now)
    {
        GroupFamily family = zone.Of(isIpv6);
        long until = now + family.Querier.Times.QuerierPresent;
        if (place is null)
        {
            family.RouterUplinks[from] = until;
            return;
        }

        IsChanged |= !place.IsRouter;
        (place.IsRouter, place.RouterUntil) = (true, Math.Max(place.RouterUntil, until));
    }

    private void Advance(GroupZoneState zone, long now)
    {
        foreach (bool isIpv6 in (ReadOnlySpan<bool>)[false, true])
        {
            GroupFamily family = zone.Of(isIpv6);
            if (family.Querier.Advance(now))
            {
                _counts.Add("querier-changes");
                IsChanged = true;
            }

            if (family.Querier.IsDue(now))
            {
                _questions.AskAll(zone, isIpv6, now);
            }

            foreach (PortSlot silent in family.RouterUplinks.Where(router => router.Value <= now).Select(router => router.Key).ToList())
            {
                family.RouterUplinks.Remove(silent);
            }
        }

        foreach (ZonePort place in zone.Ports.Values)
        {
            Advance(place, now);
        }
    }

    private void Advance(ZonePort place, long now)
    {
        bool wasRouter = place.IsRouter;
        bool heardAll = place.HearsAll;
        place.IsRouter &= place.RouterUntil > now;
        place.HearsAll &= place.ListensUntil > now;
        IsChanged |= wasRouter != place.IsRouter || heardAll != place.HearsAll;
    }
}
