using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// Teaming by physical load: looks at what uplinks and ports carry, and moves ports from uplinks that carry too much. What it sees is averaged over 30 s,
/// and after any move it looks for 30 s before the next. Asleep while no team asks for it. Control thread only.
/// </summary>
public sealed class LoadTeaming(PlanDesk desk, ForwardingRefresh refresh, SwitchCounters counts, Log log, TimeProvider clock) : IControlTask, IStatusSource
{
    private readonly Dictionary<string, Switch> _switches = [];
    private readonly long _start = clock.GetTimestamp();
    private PlanTeams _teams = PlanTeams.Empty;
    private long _lastLook;

    public TimeSpan TimeToDue()
    {
        if (_switches.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = LoadWindow<PortSlot>.Interval - clock.GetElapsedTime(_lastLook);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void OnTurn()
    {
        if (_teams != desk.Compiled.Teams)
        {
            Follow();
        }

        if (TimeToDue() != TimeSpan.Zero)
        {
            return;
        }

        _lastLook = clock.GetTimestamp();
        bool moved = false;
        foreach (Switch one in _switches.Values)
        {
            moved |= Look(one);
        }

        if (moved)
        {
            refresh.Uplinks(MoveReason.Load);
            foreach (Switch one in _switches.Values)
            {
                one.NoteWays();
            }
        }
    }

    public void Report(SwitchStatus status)
    {
        foreach (PortStatus port in status.Ports)
        {
            if (desk.Slots.FindById(port.PortId) is { IsUplink: true } uplink && Capacity(uplink) is > 0 and double capacity)
            {
                double busiest = _switches.Values.Where(one => one.Uplinks.Contains(uplink)).Select(one => one.Window.Of(uplink).Busier).DefaultIfEmpty().Max();
                port.LoadPercent = (uint)Math.Clamp(Math.Round(100 * busiest / capacity), 0, 1000);
            }
        }
    }

    private static double Capacity(PortSlot uplink) => uplink.Planned.Uplink.CapacityBitsPerSecond;

    /// <summary>Finds the switches and ports that are to be looked at, in a plan that was compiled anew.</summary>
    private void Follow()
    {
        bool begins = _switches.Count == 0;
        _teams = desk.Compiled.Teams;
        Dictionary<uint, string> ids = desk.Plan.Switches.ToDictionary(planned => planned.Key, planned => planned.Id);
        ILookup<string, PortSlot> ports = desk.Slots.All.Where(slot => TeamOf(slot) is { Policy: TeamingPolicy.PhysicalLoad }).ToLookup(slot => ids[slot.Planned.SwitchKey]);
        foreach (string gone in _switches.Keys.Where(id => !ports.Contains(id)).ToList())
        {
            _switches.Remove(gone);
        }

        foreach (IGrouping<string, PortSlot> here in ports)
        {
            if (!_switches.TryGetValue(here.Key, out Switch? one))
            {
                _switches[here.Key] = one = new Switch();
            }

            one.Uplinks = [.. desk.Slots.All.Where(slot => slot.IsUplink && ids[slot.Planned.SwitchKey] == here.Key)];
            one.Ports = [.. here];
        }

        _lastLook = begins ? clock.GetTimestamp() - (long)(LoadWindow<PortSlot>.Interval.TotalSeconds * clock.TimestampFrequency) : _lastLook;
    }

    /// <summary>True when ports are to move.</summary>
    private bool Look(Switch one)
    {
        // Moved meanwhile by a link, or by whatever else: the old shares of the uplinks say nothing of the new ones.
        if (one.NoteWays())
        {
            one.Window.Restart();
        }

        one.Window.Add(clock.GetElapsedTime(_start), Sample(one));
        if (!one.Window.IsFull)
        {
            return false;
        }

        Dictionary<PortSlot, (double, Load)> uplinks = one.Uplinks.Where(uplink => Capacity(uplink) > 0).ToDictionary(uplink => uplink, uplink => (Capacity(uplink), one.Window.Of(uplink)));
        (PortSlot, PortSlot, Load)[] ports =
        [
            .. one.Ports.Select(port => (port, Uplink: port.PinnedUplink is { } id ? desk.Slots.FindById(id) : null))
                .Where(port => port.Uplink is not null && uplinks.ContainsKey(port.Uplink))
                .Select(port => (port.port, port.Uplink!, one.Window.Of(port.port))),
        ];
        IReadOnlyList<LoadMove<PortSlot>> moves = LoadBalancer.Decide(uplinks, ports, MayUse);
        foreach (LoadMove<PortSlot> move in moves)
        {
            move.Port.AssignedUplink = move.To.Planned.Id;
            counts.Add("load-moves");
            log.Info("load-moved", ("port", move.Port.Planned.Id), ("name", move.Port.Planned.Name), ("from", move.From.Planned.Id), ("to", move.To.Planned.Id));
        }

        if (moves.Count > 0)
        {
            one.Window.Restart();
        }

        return moves.Count > 0;
    }

    private bool MayUse(PortSlot port, PortSlot uplink)
    {
        int team = _teams.NumberOf(port.PlanIndex);
        TeamHealth now = desk.Compiled.Ways[team].Health;
        return !now.IsAmbiguous && UplinkChoice.IsInUse(_teams.All[team], now.Eligible, uplink.PlanIndex);
    }

    private Dictionary<PortSlot, (long, long)> Sample(Switch one)
    {
        Dictionary<PortSlot, (long, long)> bytes = [];
        foreach (PortSlot uplink in one.Uplinks)
        {
            bytes[uplink] = (desk.Counted(uplink, CounterLayout.TxBytes), desk.Counted(uplink, CounterLayout.RxBytes));
        }

        foreach (PortSlot port in one.Ports)
        {
            bytes[port] = (desk.Counted(port, CounterLayout.UplinkRxBytes), desk.Counted(port, CounterLayout.UplinkTxBytes));
        }

        return bytes;
    }

    private PlannedTeam? TeamOf(PortSlot slot) => slot.IsUplink ? null : _teams.All[_teams.NumberOf(slot.PlanIndex)];

    private sealed class Switch
    {
        private Dictionary<PortSlot, string?> _ways = [];

        public LoadWindow<PortSlot> Window { get; } = new();

        public PortSlot[] Uplinks { get; set; } = [];

        public PortSlot[] Ports { get; set; } = [];

        /// <summary>Remembers where the ports are. True when one that was there before is elsewhere.</summary>
        public bool NoteWays()
        {
            Dictionary<PortSlot, string?> before = _ways;
            _ways = Ports.ToDictionary(port => port, port => port.PinnedUplink);
            return _ways.Any(port => before.TryGetValue(port.Key, out string? uplink) && uplink != port.Value);
        }
    }
}
