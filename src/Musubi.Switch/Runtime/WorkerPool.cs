using Musubi.Io.Polling;
using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>
/// The workers and the snapshot that they run. What no worker can use any more is disposed of in <see cref="Sweep"/>, never
/// before, and nobody waits for that. Control thread only.
/// </summary>
public sealed class WorkerPool : IWorkerBarrier, IDisposable
{
    private readonly Worker[] _workers;
    private readonly SnapshotExchange<WorkerSnapshot> _snapshots;

    /// <param name="count">1 or more.</param>
    /// <param name="control">Signalled by workers that have something to tell.</param>
    /// <param name="maxPorts">Ports of the largest plan.</param>
    /// <param name="processors">One for each worker to stay on, in order; empty for any. The calling thread may run there.</param>
    public WorkerPool(int count, EventFd control, int maxPorts, IReadOnlyList<int>? processors = null)
    {
        _snapshots = new SnapshotExchange<WorkerSnapshot>(count, WorkerSnapshot.Empty(count));
        _workers = [.. Enumerable.Range(0, count).Select(i =>
            new Worker(i, count + 1, _snapshots.Reader(i), control, maxPorts, processors is { Count: > 0 } ? processors[i] : null))];
        Array.ForEach(_workers, worker => worker.Start());
    }

    public IReadOnlyList<Worker> Workers => _workers;

    /// <summary>The snapshot in force.</summary>
    public WorkerSnapshot Current => _snapshots.Current;

    /// <summary>The number under which the control thread hands frames to workers.</summary>
    public int ControlSender => _workers.Length;

    /// <summary>
    /// Begins to receive from a port. The worker passes over what comes before a snapshot has the slot, so publish that at once.
    /// </summary>
    /// <exception cref="Io.Native.SystemCallException">The port's descriptor cannot be waited on; nothing has changed.</exception>
    public void Attach(PortReception coming) => _workers[coming.Worker].Attach(coming.Slot, coming.Port);

    /// <summary>Ends receiving from a port, once the turn that is under way has ended; the port itself stays.</summary>
    public void Detach(PortReception leaving) => _workers[leaving.Worker].Detach(leaving.Port);

    /// <summary>
    /// Puts a snapshot in force. Ports in <paramref name="leaving"/> are received from no more, and disposed of when no worker
    /// can use them. Returns the number to ask <see cref="Reached"/> for.
    /// </summary>
    public long Swap(WorkerSnapshot snapshot, IReadOnlyCollection<PortReception> leaving)
    {
        foreach (PortReception gone in leaving)
        {
            Detach(gone);
        }

        long serial = _snapshots.Publish(snapshot);
        foreach (PortReception gone in leaving)
        {
            _snapshots.Retire(gone.Port);
        }

        Array.ForEach(_workers, worker => worker.Wake());
        return serial;
    }

    /// <inheritdoc/>
    public long Begin()
    {
        long serial = _snapshots.Publish(_snapshots.Current);
        Array.ForEach(_workers, worker => worker.Wake());
        return serial;
    }

    /// <summary>Every worker uses this snapshot or a newer one, or sleeps.</summary>
    public bool Reached(long serial) => _snapshots.Reached(serial);

    /// <summary>Disposes of <paramref name="thing"/> once no worker can use it. The present snapshot must not name it any more.</summary>
    public void Retire(IDisposable thing) => _snapshots.Retire(thing);

    /// <summary>Disposes of what can be; call it whenever workers signalled.</summary>
    public void Sweep() => _snapshots.Sweep();

    public void Dispose()
    {
        Array.ForEach(_workers, worker => worker.Stop());
        Array.ForEach(_workers, worker => worker.Dispose());
        _snapshots.Sweep();
    }
}
