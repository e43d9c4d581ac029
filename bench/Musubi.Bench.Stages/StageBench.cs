using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Bench.Stages;

/// <summary>
/// B8: what each stage of the pipeline takes for a frame of a full batch, and what it allocates, with everything in the cache.
/// One vNIC sends to 63 others in turn.
/// </summary>
[MemoryDiagnoser]
public class StageBench
{
    private const int Ports = 64;
    private const int Source = 0;

    // The process's: it ends with the measurement.
    private static readonly FrameArena Arena = new(FrameBatch.Capacity);
    private static readonly CounterMemory Counters = new(Ports);
    private static readonly PuntSink Punts = new();

    private readonly Deliveries _deliveries = new(Ports);
    private readonly GroupListeners _listeners = new(Ports, Punts);
    private readonly TurnOutputs _outputs = new(Ports);
    private readonly Emit _emit = new(new RuleHits());
    private readonly FrameColumns _columns = new();
    private readonly Pipeline _pipeline = new(Ports, Punts);
    private readonly MacTable _macs = new(100_000);
    private FramePort[] _ports = [];
    private CounterBlock[] _blocks = [];
    private ForwardingPlan _plan = ForwardingPlan.Empty;
    private ulong _probe;

    /// <summary>Of a frame, without FCS.</summary>
    [Params(64, 1500)]
    public int FrameBytes { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        SwitchPlan plan = new() { Generation = 1, Switches = { new PlannedSwitch { Key = 1, Id = "s", Name = "bench", Mtu = 1500 } } };
        plan.Ports.AddRange(Enumerable.Range(0, Ports).Select(Port));
        _plan = PlanCompiler.Compile(plan, [.. plan.Ports.Select(_ => new PortInput { Running = true, LinkUp = true })]);
        _ports = [.. plan.Ports.Select(_ => new SinkPort())];
        _blocks = [.. Enumerable.Range(0, Ports).Select(i => Counters[i])];
        for (int i = 0; i < FrameBatch.Capacity; i++)
        {
            Span<byte> frame = Arena.Buffer(i)[..FrameBytes];
            frame.Clear();
            Address(1 + (i % (Ports - 1))).CopyTo(frame);
            Address(Source).CopyTo(frame[6..]);
            frame[12] = 8;
            _columns.Frames[i] = _pipeline.Received[i] = new ReceivedFrame { Data = Arena.Slice(i, 0, FrameBytes) };
        }

        for (int i = 0; i < 100_000; i++)
        {
            _macs.TryAdd((ulong)i * 7919, 1, i);
        }

        Parse();
        Admit();
    }

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public bool Parse() => Switch.Forwarding.Parse.Run(new FrameBatch(_columns, FrameBatch.Capacity));

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public ulong Admit() => Switch.Forwarding.Admit.FromVnic(new FrameBatch(_columns, FrameBatch.Capacity), _plan, in _plan.Ports[Source]);

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public void Resolve()
    {
        new Resolve(_plan, _blocks, _deliveries, _listeners).FromVnic(new FrameBatch(_columns, FrameBatch.Capacity), Source);
        _deliveries.Clear();
    }

    /// <summary>Resolve again, and Emit: 63 lists of one or two frames.</summary>
    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public void ResolveAndEmit()
    {
        FrameBatch batch = new(_columns, FrameBatch.Capacity);
        new Resolve(_plan, _blocks, _deliveries, _listeners).FromVnic(batch, Source);
        _emit.Run(batch, Source, false, _plan, _ports, _blocks, _deliveries, _outputs);
        _outputs.Flush(_ports);
    }

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public ulong WholePipeline()
    {
        ulong taken = _pipeline.Run(_plan, Source, FrameBatch.Capacity, _ports, _blocks);
        _pipeline.Flush(_ports);
        return taken;
    }

    /// <summary>Of 100,000 MACs, in no order.</summary>
    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public int FindMac()
    {
        int found = 0;
        for (int i = 0; i < FrameBatch.Capacity; i++)
        {
            _probe = (_probe * 6364136223846793005) + 1442695040888963407;
            found += _macs.Find((_probe >> 33) % 100_000 * 7919, 1);
        }

        return found;
    }

    private static PlannedPort Port(int number) => new()
    {
        Id = new Guid(number + 1, 0, 0, new byte[8]).ToString("D"),
        Incarnation = 1,
        SwitchKey = 1,
        Vnic = new VnicRole
        {
            Mac = ByteString.CopyFrom(Address(number)),
            Security = new SecuritySettings(),
            Vlan = new VlanSettings { None = new NoVlan() },
            Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId },
            Number = (uint)number + 1,
        },
    };

    private static byte[] Address(int number) => [2, 0, 0, 0, 1, (byte)number];
}
