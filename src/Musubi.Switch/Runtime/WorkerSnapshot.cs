using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Runtime;

/// <summary>Everything that a worker's turn reads: the compiled plan and, by plan index, ports and counters. Never written after it was made.</summary>
public sealed class WorkerSnapshot
{
    private readonly CounterBlock[][] _countersOfWorker;
    private readonly int[] _indexOfSlot;

    /// <param name="plan">The compiled plan.</param>
    /// <param name="ports">By plan index; <see cref="AbsentPort"/> where there is none.</param>
    /// <param name="countersOfWorker">By worker, then by plan index.</param>
    /// <param name="indexOfSlot">By slot number; -1 for slots that the plan does not have.</param>
    public WorkerSnapshot(ForwardingPlan plan, FramePort[] ports, CounterBlock[][] countersOfWorker, int[] indexOfSlot)
    {
        Plan = plan;
        Ports = ports;
        _countersOfWorker = countersOfWorker;
        _indexOfSlot = indexOfSlot;
    }

    public ForwardingPlan Plan { get; }

    public FramePort[] Ports { get; }

    public static WorkerSnapshot Empty(int workers) => new(ForwardingPlan.Empty, [], [.. Enumerable.Repeat(Array.Empty<CounterBlock>(), workers)], []);

    /// <summary>Plan index of a slot, or -1: a descriptor may still be reported when its port has just left the plan.</summary>
    public int IndexOfSlot(int slot) => (uint)slot < (uint)_indexOfSlot.Length ? _indexOfSlot[slot] : -1;

    public CounterBlock[] CountersOf(int worker) => _countersOfWorker[worker];
}
