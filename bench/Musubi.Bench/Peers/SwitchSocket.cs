using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Sockets;

namespace Musubi.Bench.Peers;

/// <summary>The agent's side of musubi-switch's socket, as far as a measurement needs it.</summary>
internal sealed class SwitchSocket : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly UnixConnection _connection;
    private ulong _sequence;

    /// <summary>Connects to a data plane that may still be starting.</summary>
    public SwitchSocket(string path)
    {
        _connection = Connect(path);
        Ask(new AgentMessage { Hello = new AgentHello { ProtocolVersion = 1, AgentVersion = "bench" } });
    }

    public void Offer(PlannedPort port, IReadOnlyList<FileDescriptor> descriptors)
    {
        DescriptorOffer offer = new();
        offer.Labels.AddRange(descriptors.Select((_, part) => new DescriptorLabel { PortId = port.Id, Incarnation = port.Incarnation, Part = (uint)part }));
        Ask(new AgentMessage { Offer = offer }, [.. descriptors]);
    }

    /// <param name="mayLackDescriptors">Ports for which none was offered are only in the plan.</param>
    /// <exception cref="BenchException">It was refused, or a port of it does not run.</exception>
    public void Apply(SwitchPlan plan, bool mayLackDescriptors = false)
    {
        PlanApplied applied = Ask(new AgentMessage { Plan = plan }).PlanApplied;
        PortResult? idle = applied.Ports.FirstOrDefault(port => port.State != PortState.Running && !(mayLackDescriptors && port.State == PortState.NoDescriptor));
        if (idle is not null)
        {
            throw new BenchException($"musubi-switch does not run port {idle.PortId}: {idle.State} {idle.Reason}");
        }
    }

    public SwitchStatus Status() => Ask(new AgentMessage { StatusRequest = new StatusRequest() }).Status;

    public void Dispose() => _connection.Dispose();

    private SwitchMessage Ask(AgentMessage message, params FileDescriptor[] descriptors)
    {
        message.Sequence = ++_sequence;
        _connection.Send(message.ToByteArray(), descriptors, Limit);
        while (true)
        {
            using UnixFrame frame = _connection.Receive(Limit) ?? throw new BenchException("musubi-switch closed the connection");
            SwitchMessage answer = SwitchMessage.Parser.ParseFrom(frame.Payload.Span);
            if (answer.InReplyTo == message.Sequence)
            {
                return answer.Refused is null ? answer : throw new BenchException($"musubi-switch refused: {answer.Refused}");
            }
        }
    }

    private static UnixConnection Connect(string path)
    {
        for (long end = Environment.TickCount64 + 10_000; ;)
        {
            try
            {
                return UnixConnection.Connect(path);
            }
            catch (IOException) when (Environment.TickCount64 < end)
            {
                Thread.Sleep(10);
            }
        }
    }
}
