using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Runtime;

/// <summary>
/// A forwarding thread. It owns the receiving side of the ports that were given to it, and forwards what they bring to
/// whatever port the plan says. A turn serves each ready port once, one batch, so that no port starves another; what is left
/// is reported by the next wait. With nothing ready it sleeps in the kernel.
/// The public members are for the control thread.
/// </summary>
public sealed class Worker : IDisposable
{
    private const ulong WakeToken = ulong.MaxValue;
    private const int Look = 0;
    private const int ForEver = -1;

    private readonly int _index;
    private readonly SnapshotReader<WorkerSnapshot> _snapshots;
    private readonly EventFd _control;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly FrameArena _arena = new(FrameBatch.Capacity);
    private readonly Pipeline _pipeline;
    private readonly ulong[] _tokens = new ulong[Epoll.MaxReady];
    private readonly Thread _thread;
    private bool _stopping;

    /// <param name="index">Its number, from 0.</param>
    /// <param name="snapshots">Its side of the exchange.</param>
    /// <param name="control">Signalled when a new snapshot was used for the first time, and when a notice was written.</param>
    /// <param name="maxPorts">Ports of the largest plan.</param>
    public Worker(int index, SnapshotReader<WorkerSnapshot> snapshots, EventFd control, int maxPorts)
    {
        _index = index;
        _snapshots = snapshots;
        _control = control;
        _pipeline = new Pipeline(maxPorts);
        _epoll.Add(_wake.Descriptor, WakeToken);
        _thread = new Thread(Run) { Name = $"worker-{index}", IsBackground = true };
    }

    public WorkerCounters Counters { get; } = new();

    public NoticeRing Notices { get; } = new();

    public void Start() => _thread.Start();

    /// <summary>Begins to receive from a port; until a snapshot has the slot, what it brings is left waiting.</summary>
    public void Attach(int slot, FramePort port) => _epoll.Add(port.PollDescriptor, (ulong)slot);

    /// <summary>Receives no more from a port, once the turn that is under way has ended.</summary>
    public void Detach(FramePort port) => _epoll.Remove(port.PollDescriptor);

    /// <summary>A new snapshot is there.</summary>
    public void Wake() => _wake.Signal();

    /// <summary>Ends the thread, waits for that, and frees its memory.</summary>
    public void Dispose()
    {
        Volatile.Write(ref _stopping, true);
        _wake.Signal();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _epoll.Dispose();
        _wake.Dispose();
        _arena.Dispose();
    }

    private void Run()
    {
        _snapshots.Wake();
        while (!Volatile.Read(ref _stopping))
        {
            int ready = _epoll.Wait(_tokens, Look);
            Turn(_tokens.AsSpan(0, ready == 0 ? Sleep() : ready));
        }

        _snapshots.Sleep();
    }

    private int Sleep()
    {
        Counters.CountSleep();
        _snapshots.Sleep();
        int ready = _epoll.Wait(_tokens, ForEver);
        _snapshots.Wake();
        return ready;
    }

    private void Turn(ReadOnlySpan<ulong> ready)
    {
        WorkerSnapshot snapshot = _snapshots.Begin();
        int frames = 0;
        foreach (ulong token in ready)
        {
            if (token == WakeToken)
            {
                _wake.Drain();
            }
            else
            {
                frames += Serve(snapshot, (int)token);
            }
        }

        Counters.CountTurn(frames);
        if (_snapshots.Finish())
        {
            _control.Signal();
        }
    }

    /// <summary>One batch of one port.</summary>
    private int Serve(WorkerSnapshot snapshot, int slot)
    {
        int index = snapshot.IndexOfSlot(slot);
        if (index < 0)
        {
            return 0;
        }

        FramePort port = snapshot.Ports[index];
        int frames = port.Receive(_pipeline.Received, _arena);
        if (frames > 0)
        {
            ulong taken = _pipeline.Run(snapshot.Plan, index, frames, snapshot.Ports, snapshot.CountersOf(_index));
            port.Complete();
            if (taken != 0)
            {
                Tell(new PortNotice(slot, null, taken));
            }
        }
        else if (port.Fault != PortFault.None)
        {
            Tell(new PortNotice(slot, port, 0));
        }

        return frames;
    }

    /// <summary>A full ring is read by a control thread that was signalled already.</summary>
    private void Tell(in PortNotice notice)
    {
        if (Notices.TryWrite(in notice))
        {
            _control.Signal();
        }
    }
}
