using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Io.Netlink;
using Musubi.Io.Polling;

namespace Musubi.Host.Edge;

/// <summary>Wakes the agent when an interface of this namespace changed, and each second in any case.</summary>
internal sealed class KernelWatch : IDisposable
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    /// <summary>Changes within this time are one wake-up.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(20);

    /// <summary>Every so many ticks the agent looks into namespaces too.</summary>
    private const int DeepEvery = 3;

    private readonly RouteWatch _watch = RouteWatch.Open();
    private readonly EventFd _stop = new();
    private readonly AgentLoop _loop;
    private readonly Thread _thread;

    public KernelWatch(AgentLoop loop)
    {
        _loop = loop;
        _thread = new Thread(Run) { Name = "kernel-watch", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Dispose()
    {
        _stop.Signal();
        if (!_thread.IsAlive || _thread.Join(TimeSpan.FromSeconds(1)))
        {
            _watch.Dispose();
            _stop.Dispose();
        }
    }

    private void Run()
    {
        _watch.Read();
        for (int ticks = 0; !Readiness.WaitReadable(_stop.Descriptor, TimeSpan.Zero); ticks++)
        {
            _loop.TryPost(new Tick(Deep: ticks % DeepEvery == 0));
            if (Readiness.WaitReadable(_watch.PollDescriptor, TickInterval, _stop))
            {
                _ = Readiness.WaitReadable(_stop.Descriptor, Settle);
                _watch.Read();
            }
        }
    }
}
