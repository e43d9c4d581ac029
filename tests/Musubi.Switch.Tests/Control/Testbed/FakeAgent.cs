using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Sockets;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>The agent's side of the socket, as a test drives it. Events that come between replies are kept.</summary>
internal sealed class FakeAgent : IDisposable
{
    private readonly UnixConnection _connection;
    private ulong _sequence;

    public FakeAgent(string runDirectory)
    {
        string path = Path.Combine(runDirectory, "switch.sock");
        UnixConnection? connection = null;
        Deadline.Until(() => (connection = TryConnect(path)) is not null, $"a connection to {path}");
        _connection = connection!;
        Welcome = Ask(new AgentMessage { Hello = new AgentHello { ProtocolVersion = 1, AgentVersion = "test" } }).Welcome;
    }

    public SwitchWelcome Welcome { get; }

    public List<SwitchEvent> Events { get; } = [];

    /// <summary>Sends, and waits for the reply.</summary>
    public SwitchMessage Ask(AgentMessage message, params ReadOnlySpan<FileDescriptor> descriptors) => AwaitReply(Post(message, descriptors), Deadline.Limit);

    /// <summary>Sends without waiting; the sequence number that the reply will name.</summary>
    public ulong Post(AgentMessage message, params ReadOnlySpan<FileDescriptor> descriptors)
    {
        message.Sequence = ++_sequence;
        _connection.Send(message.ToByteArray(), descriptors, Deadline.Limit);
        return message.Sequence;
    }

    public SwitchMessage AwaitReply(ulong sequence, TimeSpan limit)
    {
        while (true)
        {
            SwitchMessage message = Next(limit).Message;
            if (message.InReplyTo == sequence)
            {
                return message;
            }
        }
    }

    public PlanApplied Apply(SwitchPlan plan)
    {
        SwitchMessage reply = Ask(new AgentMessage { Plan = plan });
        Assert.True(reply.PlanApplied is not null, reply.ToString());
        return reply.PlanApplied;
    }

    public void Offer(PlannedPort port, FileDescriptor descriptor)
    {
        DescriptorLabel label = new() { PortId = port.Id, Incarnation = port.Incarnation };
        Assert.NotNull(Ask(new AgentMessage { Offer = new DescriptorOffer { Labels = { label } } }, descriptor).OfferAccepted);
    }

    public SwitchStatus Status() => Ask(new AgentMessage { StatusRequest = new StatusRequest() }).Status;

    public PortStatus Status(PlannedPort port) => Status().Ports.Single(status => status.PortId == port.Id);

    public ulong Count(string name) => Status().Counts.FirstOrDefault(count => count.Name == name)?.Value ?? 0;

    /// <summary>Descriptors handed back, by port id.</summary>
    public Dictionary<string, FileDescriptor> RequestDescriptors()
    {
        ulong sequence = Post(new AgentMessage { DescriptorRequest = new DescriptorRequest() });
        Dictionary<string, FileDescriptor> held = [];
        while (true)
        {
            (SwitchMessage message, IReadOnlyList<FileDescriptor> descriptors) = Next(Deadline.Limit);
            if (message.InReplyTo != sequence)
            {
                continue;
            }

            Assert.Equal(message.Descriptors.Labels.Count, descriptors.Count);
            for (int i = 0; i < descriptors.Count; i++)
            {
                held.Add(message.Descriptors.Labels[i].PortId, descriptors[i]);
            }

            if (!message.Descriptors.More)
            {
                return held;
            }
        }
    }

    /// <summary>The first event of the kind, kept or still to come.</summary>
    /// <param name="kind">Of which kind.</param>
    /// <param name="which">Of that kind, which; null for any.</param>
    public SwitchEvent AwaitEvent(SwitchEvent.KindOneofCase kind, Func<SwitchEvent, bool>? which = null)
    {
        SwitchEvent? found;
        while ((found = Events.Find(one => one.KindCase == kind && which?.Invoke(one) != false)) is null)
        {
            Next(Deadline.Limit);
        }

        Events.Remove(found);
        return found;
    }

    /// <summary>True when the switch has closed this connection.</summary>
    public bool IsEnded()
    {
        try
        {
            while (_connection.Receive(Deadline.Limit) is { } frame)
            {
                frame.Dispose();
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _connection.Dispose();

    private (SwitchMessage Message, IReadOnlyList<FileDescriptor> Descriptors) Next(TimeSpan limit)
    {
        using UnixFrame frame = _connection.Receive(limit) ?? throw new IOException("the switch closed the connection");
        SwitchMessage message = SwitchMessage.Parser.ParseFrom(frame.Payload.Span);
        if (message.Event is not null)
        {
            Events.Add(message.Event);
        }

        return (message, frame.TakeDescriptors());
    }

    private static UnixConnection? TryConnect(string path)
    {
        try
        {
            return UnixConnection.Connect(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
