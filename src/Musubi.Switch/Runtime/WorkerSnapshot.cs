using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Runtime;

/// <summary>Everything that a worker's turn reads: the compiled plan, and what the worker sees of it. Never written after it was made.</summary>
/// <param name="plan">The compiled plan.</param>
/// <param name="indexOfSlot">By slot number; -1 for slots that the plan does not have.</param>
/// <param name="views">By worker.</param>
public sealed class WorkerSnapshot(ForwardingPlan plan, int[] indexOfSlot, WorkerView[] views)
{
    public ForwardingPlan Plan => plan;

    public static WorkerSnapshot Empty(int workers) => new(ForwardingPlan.Empty, [], [.. Enumerable.Repeat(WorkerView.Empty, workers)]);

    /// <summary>Plan index of a slot, or -1: a descriptor may still be reported when its port has just left the plan.</summary>
    public int IndexOfSlot(int slot) => (uint)slot < (uint)indexOfSlot.Length ? indexOfSlot[slot] : -1;

    /// <summary>The same ports with another plan, compiled from the same ports.</summary>
    public WorkerSnapshot With(ForwardingPlan newer) => new(newer, indexOfSlot, views);

    public WorkerView ViewOf(int worker) => views[worker];
}
