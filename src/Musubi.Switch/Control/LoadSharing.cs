using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Looks once a second how busy the workers are, and gives a port of the busiest to the idlest where that helps. Control thread only.</summary>
public sealed class LoadSharing(PlanDesk desk, WorkerPool pool, SwitchCounters counts, Log log, TimeProvider clock) : IControlTask
{
    private readonly PortMoves _moves = new(pool, desk.Slots, () => desk.Swap().Serial, desk.Fault);
    private readonly Rebalancer _rebalancer = new(pool.Workers.Count);
    private long _lastLook = clock.GetTimestamp();

    /// <summary>How long the control thread may sleep for this; for ever with one worker, which has nobody to share with.</summary>
    public TimeSpan TimeToDue()
    {
        if (pool.Workers.Count == 1)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = Rebalancer.Interval - clock.GetElapsedTime(_lastLook);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Workers signalled, or time has passed.</summary>
    public void OnTurn()
    {
        _moves.Finish();
        if (TimeToDue() != TimeSpan.Zero)
        {
            return;
        }

        TimeSpan elapsed = clock.GetElapsedTime(_lastLook);
        _lastLook = clock.GetTimestamp();
        if (_rebalancer.Observe(elapsed, [.. pool.Workers.Select(worker => worker.Counters.BusyTicks)], desk.Received()) is var (port, worker))
        {
            counts.Add("rebalanced-ports");
            log.Info("port-moved", ("port", port.Planned.Id), ("from", port.Worker), ("to", worker));
            _moves.Begin(port, worker);
        }
    }
}
