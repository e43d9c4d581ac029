using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// The control thread's part of multicast snooping: tells the snooper which ports there are and what they say, and gives workers a new table of groups
/// when something has changed, at most once in <see cref="PublishInterval"/>. Asleep while no switch follows groups. Control thread only.
/// </summary>
public sealed class GroupDesk : IControlTask, IPuntHandler, IStatusSource, IPlanFollower
{
    /// <summary>Between two tables; a lone join is in force at once.</summary>
    public static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Messages of one port that wait to be read, so that one that floods hides nobody else's.</summary>
    private const int MostWaiting = 32;

    private const int MostWaitingOfUplink = 64;

    /// <summary>A large table takes its time to build: of the thread's no more than the inverse of this.</summary>
    private const int Rest = 9;

    private readonly PlanDesk _desk;
    private readonly Func<ulong> _multipliers;
    private readonly TimeProvider _clock;
    private readonly GroupSnooper _snooper;
    private readonly Dictionary<uint, SnoopingSettings> _settings = [];
    private readonly Dictionary<uint, int> _switchIndexes = [];
    private readonly List<(PortSlot Slot, bool Served)> _served = [];
    private readonly Dictionary<PortSlot, SnoopGate> _gates = [];
    private ForwardingPlan _plan = ForwardingPlan.Empty;
    private long _builtAt;
    private TimeSpan _pause;
    private long _untoldBefore;

    /// <param name="multipliers">Random numbers that guests cannot know.</param>
    public GroupDesk(PlanDesk desk, ControlSender sender, SwitchCounters counts, Func<ulong> multipliers, TimeProvider clock)
    {
        (_desk, _multipliers, _clock) = (desk, multipliers, clock);
        _snooper = new GroupSnooper(new GroupWire(desk, sender, key => _settings[key].Mac), counts, clock);
        _builtAt = clock.GetTimestamp();
    }

    public PuntKinds ListensOn(PortSlot uplink) => PuntKinds.None;

    public void OnFrame(in PuntedFrame frame)
    {
        _gates.GetValueOrDefault(frame.Port)?.Heard();
        _snooper.OnMessage(frame.Port, frame.Vlan, frame.Bytes, frame.Cut);
    }

    public TimeSpan TimeToDue()
    {
        TimeSpan due = _snooper.TimeToDue();
        if (!_snooper.IsChanged)
        {
            return due;
        }

        TimeSpan toPublish = _pause - _clock.GetElapsedTime(_builtAt);
        toPublish = toPublish > TimeSpan.Zero ? toPublish : TimeSpan.Zero;
        return due == Timeout.InfiniteTimeSpan || toPublish < due ? toPublish : due;
    }

    public void OnTurn()
    {
        if (_settings.Count == 0)
        {
            return;
        }

        if (_served.Exists(one => one.Slot.LinkUp != one.Served))
        {
            // A guest's queues came or went, which is no reason to compile the plan.
            Follow();
        }

        _snooper.OnTurn();
        if (_snooper.IsChanged && _clock.GetElapsedTime(_builtAt) >= _pause)
        {
            Publish();
        }
    }

    public void OnCompiled(ForwardingPlan plan)
    {
        bool wasOff = _settings.Count == 0;
        _plan = plan;
        _settings.Clear();
        _switchIndexes.Clear();
        foreach ((int i, PlannedSwitch planned) in _desk.Plan.Switches.Index())
        {
            _switchIndexes.Add(planned.Key, i);
            if (SnoopingSettings.Of(planned, MacOf(planned)) is { } settings)
            {
                _settings.Add(planned.Key, settings);
            }
        }

        if (!wasOff || _settings.Count > 0)
        {
            GiveGates();
            Follow();
            Publish();
        }
    }

    public void OnSwapped() => _snooper.FollowUplinks();

    public void Report(SwitchStatus status)
    {
        GroupReport.Add(status, _snooper, _desk.Plan);
        status.Counts.Add(new NamedCount { Name = "untold-group-messages", Value = (ulong)(_untoldBefore + _gates.Values.Sum(gate => gate.Untold)) });
    }

    private void GiveGates()
    {
        PortSlot[] slots = [.. _desk.Slots.All.Where(slot => _settings.ContainsKey(slot.Planned.SwitchKey))];
        foreach (PortSlot gone in _gates.Keys.Except(slots).ToList())
        {
            _untoldBefore += _gates[gone].Untold;
            _gates.Remove(gone);
        }

        SnoopGate?[] gates = new SnoopGate?[_plan.Ports.Length];
        foreach (PortSlot slot in slots)
        {
            if (!_gates.TryGetValue(slot, out SnoopGate? gate))
            {
                _gates[slot] = gate = new SnoopGate(slot.IsUplink ? MostWaitingOfUplink : MostWaiting);
            }

            gates[slot.PlanIndex] = gate;
        }

        _plan.Groups.Gates = gates;
    }

    private void Follow()
    {
        PortSlot[] vnics = [.. _desk.Slots.All.Where(slot => !slot.IsUplink && _settings.ContainsKey(slot.Planned.SwitchKey))];
        _snooper.Follow(_settings, vnics.Where(IsPresent));
        _served.Clear();
        _served.AddRange(vnics.Where(slot => slot.Planned.Attachment.KindCase == Attachment.KindOneofCase.VhostUser).Select(slot => (slot, slot.LinkUp)));
    }

    private void Publish()
    {
        long began = _clock.GetTimestamp();
        _plan.Groups.Table = _snooper.Build(_plan, _switchIndexes, _multipliers);
        _builtAt = _clock.GetTimestamp();
        TimeSpan rest = _clock.GetElapsedTime(began, _builtAt) * Rest;
        _pause = rest > PublishInterval ? rest : PublishInterval;
    }

    private static bool IsPresent(PortSlot slot) =>
        slot is { IsRunning: true, LinkUp: true, Planned.Vnic.Blocked: false } && !MuteRule.IsMute(slot.Planned, slot.LinkUp);

    /// <summary>
    /// A MAC of the switch's own on this host, since NICs' own are not used and guests' would be taken for the guests: made of an uplink's id, which no other host
    /// has, or where there is none and nobody outside sees it, of the switch's. Locally administered (IEEE 802, 8.4).
    /// </summary>
    private ulong MacOf(PlannedSwitch planned)
    {
        string id = _desk.Plan.Ports.Where(port => port.SwitchKey == planned.Key && port.Uplink is not null).Select(port => port.Id).Order(StringComparer.Ordinal).FirstOrDefault(planned.Id);
        ulong hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"querier {id}")));
        return 0x0200_0000_0000 | (hash & 0xff_ffff_ffff);
    }
}
