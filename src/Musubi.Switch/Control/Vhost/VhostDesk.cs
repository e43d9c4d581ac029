using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Vhost;

/// <summary>
/// Speaks with the front ends of all vhost-user ports: accepts those that call, and runs a session with each. What it learns
/// is told in <see cref="News"/>. Control thread only; nothing waits.
/// </summary>
public sealed class VhostDesk(IWorkerBarrier barrier) : IDisposable
{
    /// <summary>Ports handled in one call of <see cref="Handle"/>; the others come with the next.</summary>
    private const int PortsAtOnce = 16;

    private readonly Epoll _epoll = new();
    private readonly Dictionary<ulong, VhostLine> _lines = [];
    private readonly ulong[] _tokens = new ulong[PortsAtOnce];
    private ulong _nextToken = 1;

    /// <summary>Readable when <see cref="Handle"/> has something to do.</summary>
    public int PollDescriptor => _epoll.Descriptor;

    /// <summary>What has happened and was not taken yet: a few entries for each port handled.</summary>
    public Queue<VhostNews> News { get; } = [];

    /// <summary>Begins to serve a port.</summary>
    /// <param name="slot">For which news are told.</param>
    /// <param name="port">Stays the slot's.</param>
    /// <param name="settings">As the plan has it.</param>
    /// <param name="socket">Listening or connected, as <paramref name="settings"/> say. Taken over.</param>
    /// <exception cref="SystemCallException">The socket cannot be waited on; it is closed.</exception>
    public void Open(PortSlot slot, VhostPort port, VhostUser settings, FileDescriptor socket)
    {
        VhostLine line = new(slot, port, settings, socket, barrier, News.Enqueue);
        _epoll.Add(line.PollDescriptor, _nextToken);
        _lines.Add(_nextToken++, line);
    }

    /// <summary>Ends what is spoken about a port, which has left forwarding. Its memory goes when no worker can hold it.</summary>
    public void Close(VhostPort port)
    {
        foreach ((ulong token, VhostLine line) in _lines.Where(line => line.Value.Port == port).ToList())
        {
            line.Close();
            RemoveIfEnded(token, line);
        }
    }

    /// <summary>Takes what front ends have sent, a bounded part of it.</summary>
    public void Handle()
    {
        int ready = _epoll.Wait(_tokens, 0);
        foreach (ulong token in _tokens.AsSpan(0, ready))
        {
            if (_lines.TryGetValue(token, out VhostLine? line))
            {
                line.Handle();
                RemoveIfEnded(token, line);
            }
        }
    }

    /// <summary>Goes on with sessions that waited for the workers. Call it whenever they signalled.</summary>
    public void Continue()
    {
        foreach ((ulong token, VhostLine line) in _lines.Where(line => line.Value.NeedsAttention).ToList())
        {
            line.Continue();
            RemoveIfEnded(token, line);
        }
    }

    /// <summary>Only when no worker runs any more.</summary>
    public void Dispose()
    {
        foreach (VhostLine line in _lines.Values)
        {
            line.Dispose();
        }

        _lines.Clear();
        _epoll.Dispose();
    }

    private void RemoveIfEnded(ulong token, VhostLine line)
    {
        if (line.Ended)
        {
            _lines.Remove(token);
            line.Dispose();
        }
    }
}
