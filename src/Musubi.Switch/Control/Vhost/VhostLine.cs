using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Vhost;

/// <summary>One port's side of the conversation with its front ends, and what is told of it. Control thread only.</summary>
internal sealed class VhostLine : IVhostObserver, IDisposable
{
    private readonly FileDescriptor _socket;
    private readonly Action<VhostNews> _tell;
    private readonly VhostEndpoint _endpoint;
    private bool _closing;

    /// <param name="socket">Taken over.</param>
    /// <exception cref="SystemCallException">The socket cannot be waited on; it is closed.</exception>
    public VhostLine(PortSlot slot, VhostPort port, VhostUser settings, FileDescriptor socket, IWorkerBarrier barrier, Action<VhostNews> tell)
    {
        (Slot, Port, _socket, _tell) = (slot, port, socket, tell);
        try
        {
            VhostSessionOptions options = new() { QueuePairs = (int)settings.QueuePairs, AllowUnsealedMemory = settings.AllowUnsealedMemory };
            _endpoint = new VhostEndpoint(socket, settings.Listening, port, barrier, this, options);
        }
        catch (SystemCallException)
        {
            socket.Dispose();
            throw;
        }
    }

    public PortSlot Slot { get; }

    public VhostPort Port { get; }

    public int PollDescriptor => _endpoint.PollDescriptor;

    /// <summary>Nothing more will happen, and nothing of a front end is mapped any more.</summary>
    public bool Ended => _endpoint.IsSpent || (_closing && _endpoint.Session is null);

    /// <summary><see cref="Continue"/> may have something to do.</summary>
    public bool NeedsAttention => _endpoint.AwaitsWorkers || (_endpoint.Session is not null && Port.Fault != PortFault.None);

    public void Handle() => _endpoint.Handle();

    public void Continue() => _endpoint.Continue();

    /// <summary>The port has left forwarding.</summary>
    public void Close()
    {
        _closing = true;
        _endpoint.Close(VhostRefusal.None);
    }

    public void Dispose()
    {
        _endpoint.Dispose();
        _socket.Dispose();
    }

    public void FrontEndCame() => Tell(VhostNewsKind.Came);

    public void RunningChanged(bool running) => Tell(VhostNewsKind.RunningChanged);

    public void AnnounceAsked(ulong mac) => Tell(VhostNewsKind.AnnounceAsked);

    public void FrontEndGone(VhostRefusal reason, string detail) =>
        Tell(reason switch { VhostRefusal.None => VhostNewsKind.Gone, VhostRefusal.SocketFailed => VhostNewsKind.SocketFailed, _ => VhostNewsKind.Refused }, detail.Length == 0 ? $"{reason}" : $"{reason}: {detail}");

    private void Tell(VhostNewsKind kind, string reason = "")
    {
        if (!_closing)
        {
            _tell(new VhostNews(Slot, Port, kind, reason));
        }
    }
}
