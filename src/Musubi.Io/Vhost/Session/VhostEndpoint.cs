using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost.Protocol;

namespace Musubi.Io.Vhost.Session;

/// <summary>
/// The socket side of one vhost-user port: a listening socket, over which one front end after the other is served, one at a
/// time; or one connection, after whose end there is nothing more to serve. Control thread; nothing waits or throws.
/// </summary>
public sealed class VhostEndpoint : IDisposable
{
    private const ulong ListenerToken = 1;
    private const ulong SessionToken = 2;

    private readonly FileDescriptor _socket;
    private readonly bool _listening;
    private readonly VhostPort _port;
    private readonly IWorkerBarrier _barrier;
    private readonly IVhostObserver _observer;
    private readonly VhostSessionOptions _options;
    private readonly Epoll _input = new();
    private readonly ulong[] _ready = new ulong[2];

    /// <param name="socket">Listening, or connected to a front end. Stays the caller's; non-blocking.</param>
    public VhostEndpoint(FileDescriptor socket, bool listening, VhostPort port, IWorkerBarrier barrier, IVhostObserver observer, VhostSessionOptions options)
    {
        (_socket, _listening, _port, _barrier, _observer, _options) = (socket, listening, port, barrier, observer, options);
        if (listening)
        {
            _input.Add(socket.Number, ListenerToken);
        }
        else
        {
            Serve(socket.Duplicate());
        }
    }

    /// <summary>Readable when <see cref="Handle"/> has something to do.</summary>
    public int PollDescriptor => _input.Descriptor;

    /// <summary>The front end that is connected, or is being let go of; null when there is none.</summary>
    public VhostSession? Session { get; private set; }

    /// <summary>A connection that was handed over has ended: another must be.</summary>
    public bool IsSpent => !_listening && Session is null;

    /// <summary>The workers' barrier is awaited: call <see cref="Continue"/> whenever it may have been reached.</summary>
    public bool AwaitsWorkers => Session is { AwaitsWorkers: true };

    /// <summary>Takes connections and messages that have come, a bounded number.</summary>
    public void Handle()
    {
        int count = _input.Wait(_ready, 0);
        for (int i = 0; i < count; i++)
        {
            if (_ready[i] == ListenerToken)
            {
                Accept();
            }
            else
            {
                Session?.Handle();
            }
        }

        Settle();
    }

    /// <summary>Goes on if the workers' barrier was reached, and looks whether the port has failed. Call it now and then, too.</summary>
    public void Continue()
    {
        Session?.Continue();
        Settle();
    }

    /// <summary>Lets the front end go, for instance because the port changes. Over a listening socket another one may come.</summary>
    public void Close(VhostRefusal reason, string detail = "")
    {
        Session?.Close(reason, detail);
        Settle();
    }

    /// <summary>Ends everything at once. Only when no worker runs any more.</summary>
    public void Dispose()
    {
        Session?.Dispose();
        _input.Dispose();
    }

    private void Accept()
    {
        try
        {
            FileDescriptor? connection = VhostSockets.TryAccept(_socket);
            if (connection is null)
            {
                return;
            }

            // The next one waits in the queue until this one is gone.
            _input.Remove(_socket.Number);
            Serve(connection);
        }
        catch (SystemCallException e)
        {
            _input.Remove(_socket.Number);
            _observer.FrontEndGone(VhostRefusal.SocketFailed, e.Message);
        }
    }

    private void Serve(FileDescriptor connection)
    {
        Session = new VhostSession(connection, _port, _barrier, _observer, _options);
        _input.Add(Session.PollDescriptor, SessionToken);
    }

    private void Settle()
    {
        if (Session is { Ended: true })
        {
            // Its own epoll is closed with it, and so forgotten by ours.
            Session = null;
            if (_listening && _port.Fault == PortFault.None)
            {
                _input.Add(_socket.Number, ListenerToken);
            }
        }
    }
}
