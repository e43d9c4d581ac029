using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Runtime;

/// <summary>Lays out what each worker sees of a compiled plan: whose port is whose. Control thread only.</summary>
public sealed class SnapshotBuilder(WorkerPool pool, CounterFile counters)
{
    /// <param name="plan">The compiled plan.</param>
    /// <param name="slots">Those of the plan's ports, each once.</param>
    public WorkerSnapshot Build(ForwardingPlan plan, PortSlots slots)
    {
        PortSlot[] byIndex = new PortSlot[plan.Ports.Length];
        int[] indexOfSlot = new int[slots.Numbers];
        Array.Fill(indexOfSlot, -1);
        foreach (PortSlot slot in slots.All)
        {
            byIndex[slot.PlanIndex] = slot;
            indexOfSlot[slot.Number] = slot.PlanIndex;
        }

        long[] handles = [.. byIndex.Select(slot => slot.Handle)];
        return new WorkerSnapshot(plan, indexOfSlot, [.. Enumerable.Range(0, pool.Workers.Count).Select(worker => View(worker, byIndex, handles))]);
    }

    /// <summary>The port as one sender reaches it: itself where that sender may transmit, else the way to its owner.</summary>
    /// <param name="sender">A worker's number, or one more than the last for the control thread.</param>
    public FramePort Reach(PortSlot slot, int sender)
    {
        if (slot.Way.SharedTransmit || (slot.Worker == sender && !slot.IsMoving))
        {
            return slot.Way;
        }

        WorkerInbox owner = pool.Workers[slot.Worker].Inbox;
        return new RemotePort(slot.Handle, owner.Open(sender), owner);
    }

    private WorkerView View(int worker, PortSlot[] slots, long[] handles) => new()
    {
        Ports = [.. slots.Select(slot => Reach(slot, worker))],
        Counters = [.. slots.Select(slot => counters.Block(worker, slot.Number))],
        Handles = handles,
        Polled = [.. Indices(slots, slot => slot.Way.Polled && slot.Worker == worker && !slot.IsMoving)],
        Paced = [.. Indices(slots, slot => slot.Paced is not null && slot.Worker == worker && !slot.IsMoving)],
        HasKernelPorts = slots.Any(slot => !slot.Way.Polled && slot.Worker == worker),
        Coming = [.. Indices(slots, slot => slot.IsMoving && slot.Worker == worker)],
    };

    private static IEnumerable<int> Indices(PortSlot[] slots, Func<PortSlot, bool> which) =>
        slots.Index().Where(slot => which(slot.Item)).Select(slot => slot.Index);
}
