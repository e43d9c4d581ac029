using System.Diagnostics;
using Musubi.Io.Namespaces;
using Musubi.Io.Netlink;
using Musubi.Io.Polling;

namespace Musubi.Bench.Failover;

/// <summary>Notes when the kernel told of an interface's link, as the data plane is told.</summary>
internal sealed class LinkClock : IDisposable
{
    private readonly RouteWatch _watch;
    private readonly EventFd _end = new();
    private readonly Thread _thread;
    private readonly int _interface;
    private long _lastDown;

    public LinkClock(NetworkNamespace place, int interfaceIndex)
    {
        _interface = interfaceIndex;
        _watch = RouteWatch.OpenIn(place);
        _ = _watch.Read();
        _thread = new Thread(Follow) { IsBackground = true, Name = "link clock" };
        _thread.Start();
    }

    /// <summary>Timestamp at which the link was told to be down last; 0 for never.</summary>
    public long LastDown => Volatile.Read(ref _lastDown);

    public void Dispose()
    {
        _end.Signal();
        _thread.Join();
        _watch.Dispose();
        _end.Dispose();
    }

    private void Follow()
    {
        bool carries = true;
        while (!Readiness.WaitReadable(_end.Descriptor, TimeSpan.Zero))
        {
            foreach (LinkChanged changed in _watch.Wait(TimeSpan.FromSeconds(-1), _end).OfType<LinkChanged>().Where(changed => changed.Link.Index == _interface))
            {
                if (carries && !changed.Link.Carries)
                {
                    Volatile.Write(ref _lastDown, Stopwatch.GetTimestamp());
                }

                carries = changed.Link.Carries;
            }
        }
    }
}
