using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding.Inspection;

/// <summary>What was judged is what is sent, whatever the sender does to its memory meanwhile.</summary>
public sealed class InspectTests : IDisposable
{
    private const int Ethernet = 14;

    private readonly FrameArena _arena = new(FrameBatch.Capacity);
    private readonly CounterMemory _counters = new(4);
    private readonly PuntSink _punts = new();
    private readonly Pipeline _pipeline;
    private readonly MemoryPort _second = new();
    private readonly ForwardingPlan _plan;
    private readonly int _source;
    private readonly FramePort[] _ports;

    public InspectTests()
    {
        PlanBuilder plan = new();
        _source = plan.Vnic(Vlan.Access(10));
        plan.Vnic(Vlan.Access(10));
        plan.Vnic(Vlan.Trunk((10, 10)));
        plan.Vnic(Vlan.Access(10));
        _plan = PlanCompiler.Compile(plan.Plan, [.. plan.Plan.Ports.Select(_ => new PortInput { Running = true, LinkUp = true })]);
        _pipeline = new Pipeline(4, _punts);
        _ports = [new MemoryPort(), new ScribblingPort(_arena), _second, new MemoryPort()];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(InspectedFrames.MostBytes)]
    [InlineData(InspectedFrames.MostBytes + 1)]
    [InlineData(1500)]
    public void A_header_that_is_changed_after_it_was_judged_is_sent_as_it_was(int payload)
    {
        _plan.Ports[_source].Flags |= PortFlags.Inspects;
        TestFrame frame = Make(Broadcast, MacOf(_source), payload: payload, mark: 7);
        Run(frame);
        byte[] sent = Assert.Single(_second.Offered).Bytes;
        // The copy for a trunk has a tag more.
        int kept = Math.Min(payload, InspectedFrames.MostBytes);
        Assert.Equal(Ethernet + 4 + payload, sent.Length);
        Assert.Equal(frame.Bytes.AsSpan(Ethernet, kept).ToArray(), sent.AsSpan(Ethernet + 4, kept).ToArray());
        Assert.All(sent[(Ethernet + 4 + kept)..], one => Assert.Equal(ScribblingPort.Scribble, one));
    }

    [Fact]
    public void Nothing_is_copied_where_nobody_asks()
    {
        Run(Make(Broadcast, MacOf(_source), mark: 7));
        Assert.All(Assert.Single(_second.Offered).Bytes[(Ethernet + 4)..], one => Assert.Equal(ScribblingPort.Scribble, one));
    }

    [Fact]
    public void The_next_batch_begins_anew()
    {
        _plan.Ports[_source].Flags |= PortFlags.Inspects;
        Run(Make(Broadcast, MacOf(_source), mark: 7));
        _plan.Ports[_source].Flags &= ~PortFlags.Inspects;
        Nothing_is_copied_where_nobody_asks();
    }

    [Fact]
    public void One_frame_of_a_batch_can_be_inspected_alone()
    {
        FrameColumns columns = new();
        TestFrame[] frames = [Make(Outside, Outside), new Packet { DestinationPort = 67 }.Frame, Make(Outside, Outside)];
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i].Bytes.CopyTo(_arena.Buffer(i));
            columns.Frames[i] = new ReceivedFrame { Data = _arena.Slice(i, 0, frames[i].Bytes.Length) };
        }

        FrameBatch batch = new(columns, frames.Length);
        Musubi.Switch.Forwarding.Parse.Run(in batch);
        Assert.Equal(67, Inspect.Frame(in batch, 1).DestinationPort);
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(columns.Inspected.Has));
        _arena.Buffer(1).Clear();
        Assert.Equal(67, Inspect.Frame(in batch, 1).DestinationPort);
        Assert.Equal(frames[1].Bytes[Ethernet..], columns.Inspected.Bytes(1).ToArray());
    }

    public void Dispose()
    {
        _arena.Dispose();
        _counters.Dispose();
        _punts.Dispose();
    }

    private void Run(TestFrame frame)
    {
        _second.Offered.Clear();
        Reception.Fill(_pipeline, _arena, [frame]);
        _pipeline.Run(_plan, _source, 1, _ports, [.. Enumerable.Range(0, _ports.Length).Select(i => _counters[i])]);
    }

    /// <summary>A guest of a sender's that changes the frame between two deliveries of it.</summary>
    private sealed class ScribblingPort(FrameArena arena) : FramePort
    {
        public const byte Scribble = 0xee;

        public override int PollDescriptor => -1;

        public override IReadOnlyList<FileDescriptor> Descriptors => [];

        public override bool SharedTransmit => true;

        public override PortFault Fault => PortFault.None;

        public override int Receive(Span<ReceivedFrame> frames, FrameArena arena) => 0;

        public override void Complete()
        {
        }

        public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally) => arena.Buffer(0).Fill(Scribble);

        public override void Dispose()
        {
        }
    }
}
