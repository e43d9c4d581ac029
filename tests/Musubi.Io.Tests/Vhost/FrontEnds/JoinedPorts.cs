using System.Collections.Concurrent;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Tests.Vhost.Session;
using Musubi.Io.Vhost;
using Musubi.Io.Vhost.Session;

namespace Musubi.Io.Tests.Vhost.FrontEnds;

/// <summary>
/// Vhost-user ports and a worker that carries every frame from one to all others: polling under load, asleep when idle. The
/// thread that calls <see cref="Until"/> is the control thread.
/// </summary>
public sealed class JoinedPorts : IWorkerBarrier, IDisposable
{
    private const int IdleTurns = 50;

    private readonly VhostPort[] _ports;
    private readonly VhostEndpoint?[] _endpoints;
    private readonly ConcurrentQueue<Action> _asked = new();
    private readonly Epoll _input = new();
    private readonly EventFd _wake = new();
    private readonly Thread _worker;
    private readonly FrameArena _arena = new(256);
    private readonly ReceivedFrame[] _received = new ReceivedFrame[256];
    private readonly TransmitFrame[] _frames = new TransmitFrame[256];
    private long _requested;
    private long _reached;
    private bool _ending;

    public JoinedPorts(int ports = 2)
    {
        _ports = [.. Enumerable.Range(0, ports).Select(_ => new VhostPort([]))];
        _endpoints = new VhostEndpoint?[ports];
        Events = [.. Enumerable.Range(0, ports).Select(_ => new RecordedEvents())];
        Carried = new long[ports];
        _worker = new Thread(Run) { Name = "joined" };
        _worker.Start();
    }

    public RecordedEvents[] Events { get; }

    /// <summary>Frames that came from each port and went to others.</summary>
    public long[] Carried { get; }

    /// <summary>Times that the worker has slept.</summary>
    public long Sleeps { get; private set; }

    public IReadOnlyList<VhostPort> Ports => _ports;

    public IReadOnlyList<VhostEndpoint?> Endpoints => _endpoints;

    /// <param name="socket">Stays the caller's.</param>
    public void Attach(int port, FileDescriptor socket, bool listening, VhostSessionOptions options)
    {
        _endpoints[port] = new VhostEndpoint(socket, listening, _ports[port], this, Events[port], options);
        _input.Add(_endpoints[port]!.PollDescriptor, (ulong)port);
    }

    /// <summary>For the message of a test that fails.</summary>
    public string State => string.Join(", ", Enumerable.Range(0, _ports.Length).Select(Describe));

    /// <summary>Has the control thread do something, such as to attach a port. Any thread.</summary>
    public void Ask(Action action) => _asked.Enqueue(action);

    /// <summary>Does the control thread's work until something is so.</summary>
    public void Until(Func<bool> isSo, TimeSpan limit, Func<string>? state = null)
    {
        Deadline deadline = new(limit);
        ulong[] ready = new ulong[_ports.Length];
        while (!isSo())
        {
            if (deadline.Passed)
            {
                Assert.Fail($"not so within {limit.TotalSeconds:0} s; {State} {state?.Invoke()}");
            }

            while (_asked.TryDequeue(out Action? action))
            {
                action();
            }

            int count = _input.Wait(ready, 10);
            for (int i = 0; i < count; i++)
            {
                _endpoints[ready[i]]!.Handle();
            }

            foreach (VhostEndpoint? endpoint in _endpoints)
            {
                endpoint?.Continue();
            }
        }
    }

    public long Begin()
    {
        long serial = Interlocked.Increment(ref _requested);
        _wake.Signal();
        return serial;
    }

    public bool Reached(long serial) => Volatile.Read(ref _reached) >= serial;

    public void Dispose()
    {
        Volatile.Write(ref _ending, true);
        _wake.Signal();
        _worker.Join();
        Array.ForEach(_endpoints, endpoint => endpoint?.Dispose());
        Array.ForEach(_ports, port => port.Dispose());
        _input.Dispose();
        _wake.Dispose();
        _arena.Dispose();
    }

    private string Describe(int port) =>
        $"port {port}: carried {Carried[port]}, came {Events[port].Came}, running {Events[port].Running}, fault {_ports[port].Fault} {_ports[port].QueueFault}, gone {string.Join(';', Events[port].Gone)}, features {_endpoints[port]?.Session?.Features}";

    private void Run()
    {
        using Epoll waiting = new();
        waiting.Add(_wake.Descriptor, 0);
        Array.ForEach(_ports, port => waiting.Add(port.PollDescriptor, 1));
        ulong[] tokens = new ulong[_ports.Length + 1];
        int idle = 0;
        while (!Volatile.Read(ref _ending))
        {
            long begun = Volatile.Read(ref _requested);
            bool any = false;
            for (int i = 0; i < _ports.Length; i++)
            {
                any |= Carry(i);
            }

            Array.ForEach(_ports, port => port.Flush());
            Volatile.Write(ref _reached, begun);
            idle = any ? 0 : idle + 1;
            if (idle > IdleTurns)
            {
                Sleep(waiting, tokens);
                idle = 0;
            }
        }
    }

    private void Sleep(Epoll waiting, ulong[] tokens)
    {
        bool frames = false;
        Array.ForEach(_ports, port => frames |= port.Arm());
        if (!frames && Volatile.Read(ref _requested) == _reached)
        {
            waiting.Wait(tokens, -1);
            _wake.Drain();
            Sleeps++;
        }

        Array.ForEach(_ports, port => port.Disarm());
    }

    private bool Carry(int from)
    {
        int count = _ports[from].Receive(_received, _arena);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            ref readonly ReceivedFrame frame = ref _received[i];
            if (frame.Truncated || frame.Data.Length < 14)
            {
                continue;
            }

            ref TransmitFrame copy = ref _frames[kept++];
            copy = new TransmitFrame { Offload = frame.Offload, HeaderLength = 14, Payload = frame.Data.Slice(14) };
            frame.Data.Span[..14].CopyTo(copy.Header);
        }

        int sent = 0;
        for (int to = 0; kept > 0 && to < _ports.Length; to++)
        {
            TransmitTally tally = default;
            if (to != from)
            {
                _ports[to].Transmit(_frames.AsSpan(0, kept), ref tally);
                sent = Math.Max(sent, tally.Sent);
            }
        }

        _ports[from].Complete();
        Carried[from] += sent;
        return count > 0;
    }
}
