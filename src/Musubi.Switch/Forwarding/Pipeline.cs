using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Forwarding.Pacing;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Parse, admit, inspect, filter, resolve, emit: what one worker does with a batch. Each worker has its own, with its own scratch; the plan
/// is shared. Nothing here allocates, locks, throws or waits.
/// </summary>
public sealed class Pipeline
{
    private readonly FrameColumns _columns = new();
    private readonly Deliveries _deliveries;
    private readonly Emit _emit;
    private readonly TurnOutputs _outputs;
    private readonly PuntSink _punts;
    private readonly GroupListeners _listeners;
    private bool _mustWake;

    /// <param name="maxPorts">Ports of the largest plan that will be run, 1..65536.</param>
    /// <param name="punts">Where frames go that the switch itself must see.</param>
    public Pipeline(int maxPorts, PuntSink punts) =>
        (_deliveries, _outputs, _punts, _emit, _listeners) = (new Deliveries(maxPorts), new TurnOutputs(maxPorts), punts, new Emit(RuleHits), new GroupListeners(maxPorts, punts));

    /// <summary>How often rules were met by what this worker forwards.</summary>
    public RuleHits RuleHits { get; } = new();

    /// <summary>Where a source port puts its frames before <see cref="Run"/>.</summary>
    public Span<ReceivedFrame> Received => _columns.Frames;

    /// <summary>
    /// Forwards the first <paramref name="count"/> frames of <see cref="Received"/>. Returns a MAC that the source's guest took
    /// and may take, or 0: whoever keeps effective MACs should hear of it.
    /// </summary>
    /// <param name="plan">The snapshot of this turn.</param>
    /// <param name="source">Plan index of the port that the frames came from.</param>
    /// <param name="ports">By plan index.</param>
    /// <param name="counters">This worker's blocks, by plan index.</param>
    public ulong Run(ForwardingPlan plan, int source, int count, ReadOnlySpan<FramePort> ports, ReadOnlySpan<CounterBlock> counters)
    {
        FrameBatch batch = new(_columns, count);
        ref readonly PortRecord port = ref plan.Ports[source];
        Resolve resolve = new(plan, counters, _deliveries, _listeners);
        ulong taken = 0;

        _columns.Inspected.Clear();
        bool groups = Parse.Run(in batch);
        if (port.Has(PortFlags.Uplink))
        {
            if (groups && port.Listens != PuntKinds.None)
            {
                Consume.FromUplink(in batch, port.Listens, _punts);
            }

            if (port.Has(PortFlags.NotCollecting))
            {
                Admit.DropAll(in batch, DropReason.NotCollecting);
            }

            Admit.FromUplink(in batch, plan, in port);
            JudgePackets(in batch, plan, source, in port);
            SnoopIfAsked(in batch, plan, source, in port);
            resolve.FromUplink(in batch, source);
        }
        else
        {
            taken = Admit.FromVnic(in batch, plan, in port);
            if (groups)
            {
                Guard.Groups(in batch, in port);
            }

            JudgePackets(in batch, plan, source, in port);
            _mustWake |= port.Has(PortFlags.Learns) && Learn.FromVnic(in batch, plan, source, in port);
            SnoopIfAsked(in batch, plan, source, in port);
            resolve.FromVnic(in batch, source);
        }

        _emit.Run(in batch, source, groups, plan, ports, counters, _deliveries, _outputs);
        CountReceived(in batch, groups, counters[source]);
        _mustWake |= _punts.Publish();
        return taken;
    }

    /// <summary>
    /// Transmits frames that were forwarded elsewhere already, to one port of this worker, and counts what becomes of them.
    /// </summary>
    public void Transmit(int port, ReadOnlySpan<TransmitFrame> frames, ReadOnlySpan<FramePort> ports, ReadOnlySpan<CounterBlock> counters)
    {
        TransmitTally tally = default;
        ports[port].Transmit(frames, ref tally);
        TransmitCount.Add(counters[port], in tally);
        _outputs.Mark([port]);
    }

    /// <summary>Sends what a paced port of this worker held and may send now. Returns how many frames.</summary>
    public int Drain(int port, PacedPort paced, CounterBlock counters)
    {
        TransmitTally tally = default;
        int drained = paced.Drain(ref tally);
        if (drained > 0)
        {
            TransmitCount.Add(counters, in tally);
            _outputs.Mark([port]);
        }

        return drained;
    }

    /// <summary>The end of a turn: every port that it transmitted to tells its other side, once.</summary>
    public void Flush(ReadOnlySpan<FramePort> ports) => _outputs.Flush(ports);

    /// <summary>True once when there are frames or MACs of which the control thread does not know yet.</summary>
    public bool TakeWake()
    {
        bool wakes = _mustWake;
        _mustWake = false;
        return wakes;
    }

    private void SnoopIfAsked(in FrameBatch batch, ForwardingPlan plan, int source, in PortRecord port)
    {
        if (port.Snoops != SnoopKinds.None)
        {
            Snoop.Run(in batch, port.Snoops, plan.Guards[source]!, _punts);
        }
    }

    /// <summary>Policies that look behind the Ethernet header.</summary>
    private void JudgePackets(in FrameBatch batch, ForwardingPlan plan, int source, in PortRecord port)
    {
        if (!port.Has(PortFlags.Inspects))
        {
            return;
        }

        Inspect.Run(in batch);
        if (port.Has(PortFlags.DhcpGuard | PortFlags.RaGuard | PortFlags.SpoofGuard))
        {
            Guard.Packets(in batch, in port, plan.Guards[source]!);
        }

        if (port.Has(PortFlags.FiltersIngress))
        {
            Filter.Run(in batch, plan.Rules[source]!, plan.TrafficTypes[source], RuleHits);
        }
    }

    private static void CountReceived(in FrameBatch batch, bool groups, CounterBlock counters)
    {
        long bytes = 0;
        for (int i = 0; i < batch.Frames.Length; i++)
        {
            bytes += batch.Frames[i].Data.Length + (batch.Frames[i].StrippedTag != 0 ? Parse.TagBytes : 0);
            if (batch.Drop[i] != DropReason.None)
            {
                counters.Add(CounterLayout.Of(batch.Drop[i]), 1);
            }
        }

        counters.Add(CounterLayout.RxFrames, batch.Count);
        counters.Add(CounterLayout.RxBytes, bytes);
        if (groups)
        {
            CountReceivedGroups(in batch, counters);
        }
    }

    private static void CountReceivedGroups(in FrameBatch batch, CounterBlock counters)
    {
        int multicast = 0;
        int broadcast = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] != DropReason.Runt)
            {
                multicast += MacKinds.IsMulticast(batch.Destination[i]) ? 1 : 0;
                broadcast += MacKinds.IsBroadcast(batch.Destination[i]) ? 1 : 0;
            }
        }

        counters.Add(CounterLayout.RxMulticast, multicast);
        counters.Add(CounterLayout.RxBroadcast, broadcast);
    }
}
