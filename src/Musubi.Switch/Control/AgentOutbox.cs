using System.Collections.Concurrent;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Sockets;

namespace Musubi.Switch.Control;

/// <summary>
/// What waits to be sent on one connection, at most <see cref="Capacity"/> frames of <see cref="MaxBytes"/> together, and the thread that sends it: an agent that
/// does not read must never hold up the control thread, which moves ports off a dead link.
/// </summary>
public sealed class AgentOutbox : IDisposable
{
    public const int Capacity = 1024;
    public const long MaxBytes = 64 << 20;

    /// <summary>An agent that leaves the socket full for so long is cut off.</summary>
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(10);

    private readonly BlockingCollection<(byte[] Payload, FileDescriptor[] Descriptors)> _frames = new(Capacity);
    private readonly UnixConnection _connection;
    private readonly EventFd _control;
    private readonly EventFd _cancel = new();
    private readonly Thread _thread;
    private long _bytes;

    /// <param name="connection">Stays the caller's; shut down here when it does not take what is sent.</param>
    /// <param name="control">Signalled when everything was sent: there is room for events again.</param>
    public AgentOutbox(UnixConnection connection, EventFd control)
    {
        _connection = connection;
        _control = control;
        _thread = new Thread(Send) { Name = "agent-outbox", IsBackground = true };
        _thread.Start();
    }

    public int Waiting => _frames.Count;

    /// <summary>Takes over the descriptors. False when the box is full: the agent is too slow to be served.</summary>
    public bool TryAdd(byte[] payload, FileDescriptor[] descriptors)
    {
        if (Volatile.Read(ref _bytes) + payload.Length <= MaxBytes && _frames.TryAdd((payload, descriptors)))
        {
            Interlocked.Add(ref _bytes, payload.Length);
            return true;
        }

        Array.ForEach(descriptors, descriptor => descriptor.Dispose());
        return false;
    }

    /// <summary>Ends the thread; what was not sent is not sent.</summary>
    public void Dispose()
    {
        _frames.CompleteAdding();
        _cancel.Signal();
        _thread.Join();
        while (_frames.TryTake(out (byte[] Payload, FileDescriptor[] Descriptors) left))
        {
            Array.ForEach(left.Descriptors, descriptor => descriptor.Dispose());
        }

        _frames.Dispose();
        _cancel.Dispose();
    }

    private void Send()
    {
        try
        {
            foreach ((byte[] payload, FileDescriptor[] descriptors) in _frames.GetConsumingEnumerable())
            {
                SendOne(payload, descriptors);
                if (_frames.Count == 0)
                {
                    _control.Signal();
                }
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
        {
            // The control thread meets the end of the connection, and closes it.
            _connection.Shutdown();
        }
    }

    private void SendOne(byte[] payload, FileDescriptor[] descriptors)
    {
        try
        {
            _connection.Send(payload, descriptors, SendLimit, _cancel);
        }
        finally
        {
            Interlocked.Add(ref _bytes, -payload.Length);
            Array.ForEach(descriptors, descriptor => descriptor.Dispose());
        }
    }
}
