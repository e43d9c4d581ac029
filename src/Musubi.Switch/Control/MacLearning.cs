using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// The control thread's part of MAC learning: keeps what each port learned for as long as the port keeps its slot, reads
/// what workers tell at most once in <see cref="ReadInterval"/>, and turns the clock. Asleep while nothing is learned. Control thread only.
/// </summary>
/// <param name="multipliers">Random numbers that guests cannot know.</param>
public sealed class MacLearning(Func<ulong> multipliers, TimeProvider clock) : IControlTask, IStatusSource
{
    /// <summary>Bounds what floods of sources cost this thread; a lone new MAC is learned at once.</summary>
    public static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>MACs that one status lists of a port.</summary>
    public const int MostListedOfPort = 256;

    /// <summary>MACs that one status lists.</summary>
    public const int MostListed = 4096;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly MacLearner _learner = new(multipliers);
    private readonly Dictionary<PortSlot, LearningPort> _ports = [];
    private readonly RateLimiter _reads = new(clock, ReadInterval);
    private readonly long _start = clock.GetTimestamp();
    private PortSlots? _slots;
    private long _untoldBefore;

    /// <summary>Where a port's MACs are learned, as its newest plan has it; null when they are not.</summary>
    public LearningPort? LearnerOf(PortSlot slot)
    {
        if (slot.Planned.Vnic?.MacLearning is not { } settings)
        {
            return null;
        }

        if (!_ports.TryGetValue(slot, out LearningPort? port))
        {
            _ports[slot] = port = new LearningPort(_learner.Macs, slot.Number, (int)settings.Limit, (int)settings.AgeingSeconds);
        }

        (port.Limit, port.Ageing) = ((int)settings.Limit, (int)settings.AgeingSeconds);
        return port;
    }

    /// <summary>A snapshot with this plan is in force.</summary>
    public void Follow(ForwardingPlan plan, PortSlots slots)
    {
        foreach (PortSlot slot in _ports.Keys.Where(slot => slots.Find(slot.Key) != slot || slot.Planned.Vnic?.MacLearning is null).ToList())
        {
            _untoldBefore += _ports[slot].Untold;
            _ports.Remove(slot);
        }

        _slots = slots;
        _learner.Follow(plan);
    }

    public TimeSpan TimeToDue()
    {
        TimeSpan toRead = _reads.TimeToDue();
        if (_learner.Total == 0)
        {
            return toRead;
        }

        TimeSpan toTick = Tick - TimeSpan.FromTicks(clock.GetElapsedTime(_start).Ticks % Tick.Ticks);
        return toRead == Timeout.InfiniteTimeSpan || toTick < toRead ? toTick : toRead;
    }

    /// <summary>Workers signalled, or time has passed.</summary>
    public void OnTurn()
    {
        if (_ports.Count == 0)
        {
            return;
        }

        _learner.Advance(1 + (int)clock.GetElapsedTime(_start).TotalSeconds);
        Demand();
        if (_reads.TryStart())
        {
            _learner.Read();
            Demand();
        }
    }

    /// <summary>Adds what was learned to a status.</summary>
    public void Report(SwitchStatus status)
    {
        Dictionary<LearningPort, PortStatus> told = [];
        foreach (PortStatus port in status.Ports)
        {
            if (_slots?.FindById(port.PortId) is { } slot && _ports.TryGetValue(slot, out LearningPort? learner))
            {
                port.LearnedMacCount = (uint)learner.Count;
                told.Add(learner, port);
            }
        }

        int left = MostListed;
        foreach ((LearningPort learner, ulong mac, int vlan) in _learner.All())
        {
            if (left > 0 && told.TryGetValue(learner, out PortStatus? port) && port.LearnedMacs.Count < MostListedOfPort)
            {
                port.LearnedMacs.Add(new LearnedMac { Mac = StatusReport.MacBytes(mac), Vlan = (uint)vlan });
                left--;
            }
        }

        ReportCounts(status);
    }

    private void ReportCounts(SwitchStatus status)
    {
        LearningCounts counts = _learner.Counts;
        status.Counts.AddRange(
        [
            Count("learned-macs", counts.Learned),
            Count("aged-macs", counts.Aged),
            Count("moved-macs", counts.Moved),
            Count("held-mac-moves", counts.HeldMoves),
            Count("refused-macs", counts.Refused),
            Count("flushed-macs", counts.Flushed),
            Count("trimmed-macs", counts.Trimmed),
            Count("rebuilt-mac-tables", counts.Rebuilt),
            Count("untold-macs", _untoldBefore + _ports.Values.Sum(port => port.Untold)),
        ]);
    }

    private static NamedCount Count(string name, long value) => new() { Name = name, Value = (ulong)value };

    private void Demand()
    {
        if (_learner.HasTold())
        {
            _reads.Demand();
        }
    }
}
