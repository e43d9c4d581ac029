using Musubi.Io.Native;
using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>
/// Gives running ports to other workers. A move takes two snapshots: with the first the former worker lets go, and what the
/// port brings and what is sent to it waits; when every worker uses that, the second gives it to the new worker. So no two
/// threads ever transmit to it at once, and nothing is lost or overtaken. Control thread only.
/// </summary>
/// <param name="pool">The workers.</param>
/// <param name="slots">The ports.</param>
/// <param name="swap">Puts a snapshot of the slots in force and returns its number.</param>
/// <param name="failed">The new worker cannot wait for the port, for the reason given; it must leave forwarding.</param>
public sealed class PortMoves(WorkerPool pool, PortSlots slots, Func<long> swap, Action<PortSlot, string> failed)
{
    private readonly List<(PortSlot Slot, FramePort Port, long Serial)> _underWay = [];

    public void Begin(PortSlot slot, int worker)
    {
        pool.Detach(new PortReception(slot.Worker, slot.Number, slot.Way));
        slots.Reassign(slot, worker);
        slot.IsMoving = true;
        _underWay.Add((slot, slot.Port, swap()));
    }

    /// <summary>Completes what can be; call it whenever workers signalled.</summary>
    public void Finish()
    {
        int arrived = 0;
        for (int i = _underWay.Count - 1; i >= 0; i--)
        {
            (PortSlot slot, FramePort port, long serial) = _underWay[i];
            if (slot.Port != port || !slot.IsMoving)
            {
                _underWay.RemoveAt(i);
            }
            else if (pool.Reached(serial))
            {
                _underWay.RemoveAt(i);
                Arrive(slot);
                arrived++;
            }
        }

        if (arrived > 0)
        {
            swap();
        }
    }

    private void Arrive(PortSlot slot)
    {
        slot.IsMoving = false;
        try
        {
            pool.Attach(new PortReception(slot.Worker, slot.Number, slot.Way));
        }
        catch (SystemCallException e)
        {
            failed(slot, $"its new worker cannot wait for it: {e.Message}");
        }
    }
}
