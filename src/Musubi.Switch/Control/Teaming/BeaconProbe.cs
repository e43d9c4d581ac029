using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// Beacon probing: each second every uplink of a team that asks for it broadcasts a beacon, in the VLANs of the team's ports. Who hears whom tells
/// which path does not carry although its link does. Asleep while no team asks for it. Control thread only.
/// </summary>
public sealed class BeaconProbe(
    PlanDesk desk, UplinkHealth health, ControlSender sender, ForwardingRefresh refresh, BeaconFrame format, EventQueue events, SwitchCounters counts, Log log, TimeProvider clock)
    : IControlTask, IPuntHandler
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>VLANs in which an uplink sends: the lowest. One that carries in them is taken to carry in the others.</summary>
    public const int MostVlans = 32;

    private readonly Dictionary<Guid, BeaconTable<PortSlot>> _tables = [];
    private readonly Dictionary<PortSlot, BeaconSender> _senders = [];
    private readonly byte[] _payload = new byte[BeaconFrame.Bytes];
    private PlanTeams _teams = PlanTeams.Empty;
    private long _lastRound;

    public TimeSpan TimeToDue()
    {
        if (_tables.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = Interval - clock.GetElapsedTime(_lastRound);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Everywhere: a beacon is never for a guest.</summary>
    public PuntKinds ListensOn(PortSlot uplink) => PuntKinds.Beacon;

    public void OnTurn()
    {
        if (_teams != desk.Compiled.Teams)
        {
            Follow();
        }

        foreach ((PortSlot uplink, BeaconSender own) in _senders)
        {
            own.Table.SetLink(uplink, uplink.IsRunning && uplink.LinkUp);
            health.SetVerdict(uplink, own.Table.Of(uplink));
        }

        if (TimeToDue() == TimeSpan.Zero)
        {
            EndRound();
            BeginRound();
        }
    }

    public void OnFrame(in PuntedFrame frame)
    {
        if (!format.TryRead(frame.Payload, out Guid switchId, out Guid from, out long round))
        {
            counts.Add("forged-beacons");
            return;
        }

        // Not from the same switch: two of them are joined outside. Its own: the physical network has a loop. Neither proves a path.
        bool counted = _senders.TryGetValue(frame.Port, out BeaconSender? own) && own.SwitchId == switchId
            && desk.Slots.FindById(from.ToString("D")) is { } sending && own.Table.Hear(frame.Port, sending, round);
        counts.Add(counted ? "beacons-heard" : "stray-beacons");
    }

    /// <summary>Finds who sends, and in which VLANs, in a plan that was compiled anew.</summary>
    private void Follow()
    {
        _teams = desk.Compiled.Teams;
        Dictionary<PortSlot, SortedSet<ushort>> vlans = FindVlans();
        Dictionary<uint, Guid> switches = desk.Plan.Switches.ToDictionary(planned => planned.Key, planned => Guid.Parse(planned.Id));
        foreach (PortSlot gone in _senders.Keys.Where(uplink => !vlans.ContainsKey(uplink)).ToList())
        {
            _senders.Remove(gone);
            health.SetVerdict(gone, null);
        }

        List<Guid> inUse = [];
        foreach (IGrouping<Guid, PortSlot> uplinks in vlans.Keys.GroupBy(uplink => switches[uplink.Planned.SwitchKey]))
        {
            inUse.Add(uplinks.Key);
            if (!_tables.TryGetValue(uplinks.Key, out BeaconTable<PortSlot>? table))
            {
                _tables[uplinks.Key] = table = new BeaconTable<PortSlot>();
            }

            table.Follow([.. uplinks], uplink => uplink.IsRunning && uplink.LinkUp);
            foreach (PortSlot uplink in uplinks)
            {
                _senders[uplink] = new BeaconSender(table, uplinks.Key, uplink.Key.Id, BeaconFrame.SourceOf(uplink.Key.Id), [.. vlans[uplink].Take(MostVlans)]);
            }
        }

        foreach (Guid gone in _tables.Keys.Except(inUse).ToList())
        {
            _tables.Remove(gone);
        }
    }

    private Dictionary<PortSlot, SortedSet<ushort>> FindVlans()
    {
        Dictionary<PortSlot, SortedSet<ushort>> found = [];
        if (!_teams.All.Any(team => team.Beacons))
        {
            return found;
        }

        Dictionary<int, PortSlot> uplinks = desk.Slots.All.Where(slot => slot.IsUplink).ToDictionary(slot => slot.PlanIndex);
        HashSet<(int Team, VlanSettings Vlan)> used = [];
        foreach (PortSlot port in desk.Slots.All.Where(slot => !slot.IsUplink && _teams.All[_teams.NumberOf(slot.PlanIndex)].Beacons))
        {
            if (!used.Add((_teams.NumberOf(port.PlanIndex), port.Planned.Vnic.Vlan)))
            {
                continue;
            }

            PlannedTeam team = _teams.All[_teams.NumberOf(port.PlanIndex)];
            foreach (TeamUplink member in team.Active.Concat(team.Standby))
            {
                if (!found.TryGetValue(uplinks[member.Index], out SortedSet<ushort>? vlans))
                {
                    found[uplinks[member.Index]] = vlans = [];
                }

                vlans.UnionWith(AnnouncedVlans.Of(port.Planned.Vnic.Vlan));
            }
        }

        return found;
    }

    private void EndRound()
    {
        bool changed = false;
        foreach (BeaconTable<PortSlot> table in _tables.Values)
        {
            changed |= table.EndRound();
        }

        if (!changed)
        {
            return;
        }

        foreach ((PortSlot uplink, BeaconSender own) in _senders)
        {
            health.SetVerdict(uplink, own.Table.Of(uplink));
        }

        refresh.Uplinks(MoveReason.Beacon);
        Tell();
    }

    private void Tell()
    {
        foreach (PortSlot uplink in _senders.Keys)
        {
            UplinkCondition condition = UplinkHealth.ConditionOf(uplink, desk.Compiled);
            condition = condition is UplinkCondition.BeaconsLost or UplinkCondition.BeaconsAmbiguous ? condition : UplinkCondition.Usable;
            if (condition == uplink.Uplink.ToldCondition)
            {
                continue;
            }

            uplink.Uplink.ToldCondition = condition;
            counts.Add("beacon-verdicts");
            log.Info("beacons-changed", ("port", uplink.Planned.Id), ("name", uplink.Planned.Name), ("condition", condition));
            events.Add(new SwitchEvent { BeaconsChanged = new BeaconsChanged { PortId = uplink.Planned.Id, Condition = condition } });
        }
    }

    private void BeginRound()
    {
        _lastRound = clock.GetTimestamp();
        foreach (BeaconTable<PortSlot> table in _tables.Values)
        {
            table.BeginRound();
        }

        foreach ((PortSlot uplink, BeaconSender own) in _senders)
        {
            if (uplink.IsRunning && uplink.LinkUp)
            {
                format.Write(_payload, own.SwitchId, own.Uplink, own.Table.Round);
                counts.Add("beacons-sent", (ulong)sender.Send(uplink, MacKinds.Broadcast, own.Source, ProtocolAddresses.BeaconEtherType, _payload, own.Vlans));
            }
        }
    }

    private sealed record BeaconSender(BeaconTable<PortSlot> Table, Guid SwitchId, Guid Uplink, ulong Source, ushort[] Vlans);
}
