using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent.Messages;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Sockets;

namespace Musubi.Host.SwitchLink;

/// <summary>
/// Keeps a connection to the data plane's control socket on a thread of its own: connects again and again, greets, and hands what
/// it hears to the agent. Sending is the agent's thread's.
/// </summary>
internal sealed class SwitchClient : ISwitchLink, IDisposable
{
    public const uint ProtocolVersion = 1;

    /// <summary>Short, because a restarted data plane carries nothing until it is greeted.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _version;
    private readonly Func<AgentInput, bool> _post;
    private readonly EventFd _stop = new();
    private readonly Thread _thread;
    private UnixConnection? _connection;

    /// <param name="post">Hands an input to the agent; false when the agent is ending.</param>
    public SwitchClient(string path, string version, Func<AgentInput, bool> post)
    {
        _path = path;
        _version = version;
        _post = post;
        _thread = new Thread(Run) { Name = "switch-link", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public bool Send(AgentMessage message, IReadOnlyList<FileDescriptor> descriptors)
    {
        UnixConnection? connection = Volatile.Read(ref _connection);
        if (connection is null)
        {
            return false;
        }

        try
        {
            connection.Send(message.ToByteArray(), [.. descriptors], SendLimit);
            return true;
        }
        catch (Exception failure) when (failure is SystemCallException or TimeoutException)
        {
            // The receiving side notices and tells the agent.
            connection.Shutdown();
            return false;
        }
    }

    public void Dispose()
    {
        _stop.Signal();
        if (_thread.IsAlive)
        {
            _thread.Join(TimeSpan.FromSeconds(1));
        }

        _stop.Dispose();
    }

    private void Run()
    {
        while (!Readiness.WaitReadable(_stop.Descriptor, TimeSpan.Zero))
        {
            using UnixConnection? connection = TryConnect();
            if (connection is null)
            {
                if (Readiness.WaitReadable(_stop.Descriptor, RetryInterval))
                {
                    return;
                }

                continue;
            }

            string reason = Serve(connection);
            bool greeted = Interlocked.Exchange(ref _connection, null) is not null;
            if (greeted && !_post(new SwitchLost(reason)))
            {
                return;
            }

            // A data plane that hangs up at once must not make this thread spin.
            if (Readiness.WaitReadable(_stop.Descriptor, RetryInterval))
            {
                return;
            }
        }
    }

    private UnixConnection? TryConnect()
    {
        try
        {
            return UnixConnection.Connect(_path);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    /// <summary>Greets, then hears until the connection ends; says why it ended.</summary>
    private string Serve(UnixConnection connection)
    {
        try
        {
            AgentMessage hello = new() { Sequence = 1, Hello = new AgentHello { ProtocolVersion = ProtocolVersion, AgentVersion = _version } };
            connection.Send(hello.ToByteArray(), [], SendLimit);
            using (UnixFrame? frame = connection.Receive(GreetingLimit, _stop))
            {
                SwitchMessage? answer = frame is null ? null : SwitchMessage.Parser.ParseFrom(frame.Payload.Span);
                if (answer?.BodyCase != SwitchMessage.BodyOneofCase.Welcome)
                {
                    return answer?.Refused?.Errors.FirstOrDefault()?.Rule ?? "the data plane did not welcome the agent";
                }

                Volatile.Write(ref _connection, connection);
                _post(new SwitchConnected(answer.Welcome));
            }

            return Hear(connection);
        }
        catch (Exception failure) when (failure is SystemCallException or TimeoutException or UnixFramingException or InvalidProtocolBufferException or OperationCanceledException)
        {
            return failure.Message;
        }
    }

    private string Hear(UnixConnection connection)
    {
        while (true)
        {
            using UnixFrame? frame = connection.Receive(Timeout.InfiniteTimeSpan, _stop);
            if (frame is null)
            {
                return "the data plane ended";
            }

            SwitchMessage message = SwitchMessage.Parser.ParseFrom(frame.Payload.Span);
            if (!_post(new SwitchSpoke(message, frame.TakeDescriptors())))
            {
                return "the agent ends";
            }
        }
    }
}
