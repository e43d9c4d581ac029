using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Submission;
using Musubi.Io.Threading;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Pacing;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Runtime;

/// <summary>
/// A forwarding thread. It owns the receiving side of the ports that were given to it, and the transmitting side of those
/// that only one thread may transmit to, and forwards what they bring to whatever port the plan says. A turn serves each
/// port once, one batch, so that no port starves another. Ports in memory are looked at in every turn, the kernel is asked for
/// the others every few turns; with nothing to do for a while it arms the ports in memory and sleeps in the kernel.
/// The public members are for the control thread.
/// </summary>
public sealed class Worker : IDisposable
{
    private const ulong WakeToken = ulong.MaxValue;
    private const int Look = 0;
    private const int ForEver = -1;

    /// <summary>While memory keeps it busy: time between two questions to the kernel, which cost as much as several frames.</summary>
    private static readonly long LookInterval = Stopwatch.Frequency / 50_000;

    /// <summary>The same where the kernel has no frames, but may have word of a new snapshot.</summary>
    private static readonly long WakeInterval = Stopwatch.Frequency / 10_000;

    private readonly int _index;
    private readonly SnapshotReader<WorkerSnapshot> _snapshots;
    private readonly EventFd _control;
    private readonly Epoll _epoll = new();
    private readonly EventFd _wake = new();
    private readonly FrameArena _arena = new(FrameBatch.Capacity);
    private readonly TransmitFrame[] _handed = new TransmitFrame[FrameRing.MostAtOnce];
    private readonly long[] _handles = new long[FrameRing.MostAtOnce];
    private readonly Pipeline _pipeline;
    private readonly ulong[] _tokens = new ulong[Epoll.MaxReady];
    private readonly int? _processor;
    private readonly Thread _thread;
    private PollWindow _window;
    private bool _stopping;

    /// <param name="index">Its number, from 0.</param>
    /// <param name="senders">Threads that may hand frames to it: all workers, and control.</param>
    /// <param name="snapshots">Its side of the exchange.</param>
    /// <param name="control">Signalled when a new snapshot was used for the first time, and when a notice or a frame for it was written.</param>
    /// <param name="maxPorts">Ports of the largest plan.</param>
    /// <param name="processor">The only processor that it runs on, or null for any.</param>
    public Worker(int index, int senders, SnapshotReader<WorkerSnapshot> snapshots, EventFd control, int maxPorts, int? processor)
    {
        _index = index;
        _snapshots = snapshots;
        _control = control;
        _processor = processor;
        _pipeline = new Pipeline(maxPorts, Punts);
        Inbox = new WorkerInbox(senders, _wake);
        _epoll.Add(_wake.Descriptor, WakeToken);
        _thread = new Thread(Run) { Name = $"worker-{index}", IsBackground = true };
    }

    public WorkerCounters Counters { get; } = new();

    /// <summary>How often rules were met by what it forwards.</summary>
    public RuleHits RuleHits => _pipeline.RuleHits;

    public NoticeRing Notices { get; } = new();

    /// <summary>Frames for the control thread.</summary>
    public PuntSink Punts { get; } = new();

    /// <summary>Where others hand it frames for ports that only it may transmit to.</summary>
    public WorkerInbox Inbox { get; }

    public void Start() => _thread.Start();

    /// <summary>Begins to receive from a port; until a snapshot has the slot, what it brings is left waiting.</summary>
    public void Attach(int slot, FramePort port) => _epoll.Add(port.PollDescriptor, (ulong)slot);

    /// <summary>Receives no more from a port, once the turn that is under way has ended.</summary>
    public void Detach(FramePort port) => _epoll.Remove(port.PollDescriptor);

    /// <summary>A new snapshot is there.</summary>
    public void Wake() => _wake.Signal();

    /// <summary>Tells the thread to end and waits for that. Others may hand it frames until <see cref="Dispose"/>.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopping, true);
        _wake.Signal();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
    }

    /// <summary>Frees its memory, when every worker has stopped.</summary>
    public void Dispose()
    {
        Stop();
        Inbox.Dispose();
        Punts.Dispose();
        _epoll.Dispose();
        _wake.Dispose();
        _arena.Dispose();
    }

    private void Run()
    {
        if (_processor is { } processor)
        {
            ThreadPlacement.PinTo(processor);
        }

        _ = SubmissionRing.OpenForThread();
        _snapshots.Wake();
        bool looks = true;
        long last = Stopwatch.GetTimestamp();
        (long quietSince, long lookedAt) = (last, last);
        while (!Volatile.Read(ref _stopping))
        {
            int ready = looks ? _epoll.Wait(_tokens, Look) : 0;
            (int frames, bool inMemory, bool inKernel) = Turn(_tokens.AsSpan(0, ready));
            long now = Stopwatch.GetTimestamp();
            lookedAt = looks ? now : lookedAt;
            Counters.CountTurn(frames, frames > 0 ? now - last : 0);
            if (frames > 0)
            {
                quietSince = now;
                looks = !inMemory || now - lookedAt >= (inKernel ? LookInterval : WakeInterval);
            }
            else
            {
                if (looks && now - quietSince >= (inMemory ? _window.Ticks : 0) && Sleep(now))
                {
                    now = quietSince = Stopwatch.GetTimestamp();
                }

                looks = true;
            }

            last = now;
        }

        _snapshots.Sleep();
        SubmissionRing.CloseForThread();
    }

    /// <summary>False when something came just before, and then it did not sleep.</summary>
    private bool Sleep(long now)
    {
        bool waits = Inbox.Doze();
        WorkerView view = _snapshots.Begin().ViewOf(_index);
        foreach (int port in view.Polled)
        {
            waits |= view.Ports[port].Arm();
        }

        if (!waits)
        {
            Counters.CountSleep();
            _snapshots.Sleep();
            // What is ready is reported again by the look that follows.
            _epoll.Wait(_tokens, ForEver);
            _snapshots.Wake();
            _window.Slept(Stopwatch.GetTimestamp() - now);
        }

        Inbox.Rise();
        // Ports that came meanwhile were never armed, which does no harm; those that left are nobody's any more.
        view = _snapshots.Begin().ViewOf(_index);
        foreach (int port in view.Polled)
        {
            view.Ports[port].Disarm();
        }

        return !waits;
    }

    private (int Frames, bool InMemory, bool InKernel) Turn(ReadOnlySpan<ulong> ready)
    {
        WorkerSnapshot snapshot = _snapshots.Begin();
        WorkerView view = snapshot.ViewOf(_index);
        int frames = 0;
        foreach (ulong token in ready)
        {
            if (token == WakeToken)
            {
                _wake.Drain();
            }
            else if (snapshot.IndexOfSlot((int)token) is >= 0 and int index)
            {
                frames += Serve(snapshot, view, index, (int)token);
            }
        }

        foreach (int index in view.Polled)
        {
            frames += Serve(snapshot, view, index, PortSlot.NumberOf(view.Handles[index]));
        }

        frames += TakeHanded(snapshot, view, out bool hasSenders);
        foreach (int index in view.Paced)
        {
            frames += _pipeline.Drain(index, (PacedPort)view.Ports[index], view.Counters[index]);
        }

        _pipeline.Flush(view.Ports);
        if (_snapshots.Finish())
        {
            _control.Signal();
        }

        return (frames, hasSenders || view.Polled.Length > 0, view.HasKernelPorts);
    }

    /// <summary>One batch of one port.</summary>
    private int Serve(WorkerSnapshot snapshot, WorkerView view, int index, int slot)
    {
        FramePort port = view.Ports[index];
        int frames = port.Receive(_pipeline.Received, _arena);
        if (frames > 0)
        {
            Punts.Source = view.Handles[index];
            ulong taken = _pipeline.Run(snapshot.Plan, index, frames, view.Ports, view.Counters);
            port.Complete();
            if (_pipeline.TakeWake())
            {
                _control.Signal();
            }

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

    /// <summary>What other threads forwarded to ports of this worker, at most one lot of each. Their frames were counted as received there.</summary>
    private int TakeHanded(WorkerSnapshot snapshot, WorkerView view, out bool hasSenders)
    {
        hasSenders = false;
        int taken = 0;
        for (int sender = 0; sender < Inbox.Senders; sender++)
        {
            if (Inbox.From(sender) is { } ring)
            {
                hasSenders = true;
                int count = ring.Peek(_handles, _handed);
                int done = 0;
                while (done < count && TransmitRun(snapshot, view, ref done, count))
                {
                }

                ring.Release(done);
                taken += done;
            }
        }

        return taken;
    }

    /// <summary>The frames for one port that stand next to each other. False when the port is still on its way here: they wait.</summary>
    private bool TransmitRun(WorkerSnapshot snapshot, WorkerView view, ref int done, int count)
    {
        int first = done;
        long handle = _handles[first];
        int end = first + 1;
        while (end < count && _handles[end] == handle)
        {
            end++;
        }

        int index = snapshot.IndexOfSlot(PortSlot.NumberOf(handle));
        if (index < 0 || view.Handles[index] != handle)
        {
            Counters.CountLostHandovers(end - first);
        }
        else if (view.IsComing(index))
        {
            return false;
        }
        else
        {
            _pipeline.Transmit(index, _handed.AsSpan(first, end - first), view.Ports, view.Counters);
        }

        done = end;
        return true;
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
