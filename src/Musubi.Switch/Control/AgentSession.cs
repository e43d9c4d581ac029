using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Sockets;

namespace Musubi.Switch.Control;

/// <summary>One connection to the socket. It is the agent's once it has said hello. Control thread only.</summary>
public sealed class AgentSession : IDisposable
{
    private readonly AgentOutbox _outbox;

    /// <param name="connection">Taken over.</param>
    /// <param name="control">See <see cref="AgentOutbox"/>.</param>
    /// <param name="since">When it was accepted, a timestamp of the control thread's clock.</param>
    public AgentSession(UnixConnection connection, EventFd control, long since)
    {
        Connection = connection;
        Since = since;
        _outbox = new AgentOutbox(connection, control);
    }

    public UnixConnection Connection { get; }

    public long Since { get; }

    public bool SaidHello { get; set; }

    public int Waiting => _outbox.Waiting;

    /// <summary>The message and duplicates of the descriptors are sent in time; false when the agent is too slow.</summary>
    /// <exception cref="SystemCallException">The process has no descriptors left for the duplicates.</exception>
    public bool TrySend(SwitchMessage message, params ReadOnlySpan<FileDescriptor> descriptors)
    {
        FileDescriptor[] duplicates = new FileDescriptor[descriptors.Length];
        for (int i = 0; i < duplicates.Length; i++)
        {
            duplicates[i] = descriptors[i].Duplicate();
        }

        return _outbox.TryAdd(message.ToByteArray(), duplicates);
    }

    public void Dispose()
    {
        Connection.Shutdown();
        _outbox.Dispose();
        Connection.Dispose();
    }
}
