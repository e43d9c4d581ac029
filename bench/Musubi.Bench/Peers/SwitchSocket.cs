using System.Diagnostics;
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
    /// <returns>From the plan's first byte in the socket until the answer's last byte is out of it.</returns>
    /// <exception cref="BenchException">It was refused, or a port of it does not run.</exception>
    public TimeSpan Apply(SwitchPlan plan, bool mayLackDescriptors = false)
    {
        PlanApplied applied = Ask(new AgentMessage { Plan = plan }, out TimeSpan took).PlanApplied;
        PortResult? idle = applied.Ports.FirstOrDefault(port => port.State != PortState.Running && !(mayLackDescriptors && port.State == PortState.NoDescriptor));
        if (idle is not null)
        {
            throw new BenchException($"musubi-switch does not run port {idle.PortId}: {idle.State} {idle.Reason}");
        }

        return took;
    }

    public SwitchStatus Status() => Ask(new AgentMessage { StatusRequest = new StatusRequest() }).Status;

    public void Dispose() => _connection.Dispose();

    private SwitchMessage Ask(AgentMessage message, params FileDescriptor[] descriptors) => Ask(message, out _, descriptors);

    private SwitchMessage Ask(AgentMessage message, out TimeSpan took, params FileDescriptor[] descriptors)
    {
        message.Sequence = ++_sequence;
        byte[] bytes = message.ToByteArray();
        long start = Stopwatch.GetTimestamp();
        _connection.Send(bytes, descriptors, Limit);
        while (true)
        {
            using UnixFrame frame = _connection.Receive(Limit) ?? throw new BenchException("musubi-switch closed the connection");
            took = Stopwatch.GetElapsedTime(start);
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
