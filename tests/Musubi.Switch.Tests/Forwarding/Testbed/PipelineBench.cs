using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>
/// One worker's pipeline over ports of one kind, with the part of the control thread that forwarding depends on: it keeps each
/// port's uplink and taken MAC, learns MACs, and compiles the plan again when one of them or a link changes.
/// </summary>
public sealed class PipelineBench : IDisposable
{
    /// <summary>Of its own beacons.</summary>
    public const ulong BeaconOrigin = 7;

    private readonly Pipeline _pipeline;
    private readonly FrameArena _arena = new(FrameBatch.Capacity);
    private readonly CounterMemory _counters;
    private readonly CounterBlock[] _blocks;
    private readonly FramePort[] _framePorts;
    private readonly PortInput[] _inputs;
    private readonly SwitchPlan _source;
    private readonly RuleDesk _rules;
    private readonly MacLearner _learner = new(() => 0x9E37_79B9_7F4A_7C15);

    private readonly PortKind _kind;
    private readonly Wire[] _wires;

    /// <param name="refusals">What each port refuses; of ports in memory only.</param>
    /// <param name="kind">Of all ports; null for ports in memory.</param>
    /// <param name="ways">What frames to a port are given to instead, which is the caller's; null for ports that have no such.</param>
    public PipelineBench(SwitchPlan plan, IReadOnlyList<Refusal>? refusals = null, PortKind? kind = null, Func<int, FramePort?>? ways = null)
    {
        int ports = plan.Ports.Count;
        _source = plan;
        _pipeline = new Pipeline(ports, Punts);
        _rules = new RuleDesk([_pipeline.RuleHits], released => released());
        _rules.Follow(plan);
        _counters = new CounterMemory(ports);
        _blocks = [.. Enumerable.Range(0, ports).Select(i => _counters[i])];
        Ports = [.. Enumerable.Range(0, ports).Select(i => new MemoryPort(refusals is null ? default : refusals[i]))];
        _kind = kind ?? PortKind.Memory;
        _wires = _kind.Rent(ports);
        _framePorts = _wires.Length == 0 ? [.. Ports.Select((port, i) => ways?.Invoke(i) ?? port)] : [.. _wires.Select(wire => wire.Near)];
        _inputs = new PortInput[ports];
        for (int i = 0; i < ports; i++)
        {
            LearningPort? learner = plan.Ports[i].Vnic?.MacLearning is { } learning
                ? new LearningPort(_learner.Macs, i, (int)learning.Limit, (int)learning.AgeingSeconds)
                : null;
            _inputs[i] = new PortInput { Number = i, Running = true, LinkUp = true, Learner = learner, HeedsGuestGroups = true, Guard = GuardKit.Of(plan.Ports[i]), Rules = _rules.RulesOf(plan.Ports[i], null) };
        }

        Compile();
    }

    /// <summary>What each port has sent, as it came out at the far end of real ones.</summary>
    public MemoryPort[] Ports { get; }

    public ForwardingPlan Plan { get; private set; } = ForwardingPlan.Empty;

    public MacLearner Learner => _learner;

    /// <summary>Goes along from now on, as if it had been there.</summary>
    public IBenchFollower? Follower
    {
        get;
        set
        {
            field = value;
            field?.OnCompiled(this);
        }
    }

    /// <summary>What was handed to the control thread; each frame names its port by plan index.</summary>
    public PuntSink Punts { get; } = new() { BeaconOrigin = BeaconOrigin };

    public long Counter(int port, int counter) => _blocks[port][counter];

    /// <summary>How often each rule of a port was met, by position in its set.</summary>
    public long[] RuleHits(int port) => _inputs[port].Rules is { } rules ? [.. _rules.HitsOf(rules)] : [];

    public long Drops(int port, DropReason reason) => Counter(port, CounterLayout.Of(reason));

    public void SetLink(int port, bool up) => Set(port, input => input with { LinkUp = up });

    public void SetRunning(int port, bool running) => Change(port, _inputs[port] with { Running = running });

    /// <summary>Something of an uplink or of what a vNIC is pinned to changes; only that is compiled again.</summary>
    public void Set(int port, Func<PortInput, PortInput> change)
    {
        _inputs[port] = change(_inputs[port]);
        Plan = PlanCompiler.Repin(Plan, _inputs);
        KeepPinning();
    }

    /// <summary>From now on the switch itself takes these kinds from an uplink.</summary>
    public void Listen(int uplink, PuntKinds kinds) => Change(uplink, _inputs[uplink] with { Listens = kinds });

    /// <summary>From now on the interface that a port's frames leave by takes so many bytes of payload.</summary>
    public void SetMtu(int port, int mtu) => Change(port, _inputs[port] with { LinkMtu = mtu });

    /// <summary>Forwards one batch and returns the MAC that the guest took, or 0. The plan is compiled again if there is one.</summary>
    public ulong Receive(int source, ReadOnlySpan<TestFrame> batch)
    {
        Punts.Source = source;
        ulong taken = _wires.Length == 0 ? Run(source, batch) : RunOverWires(source, batch);
        _learner.Read();
        Follower?.OnBatch(this);
        if (taken != 0)
        {
            Change(source, _inputs[source] with { TakenMac = taken });
        }

        return taken;
    }

    /// <summary>Time passes, in whole seconds.</summary>
    public void Wait(int seconds)
    {
        _learner.Advance(_learner.Macs.Now + seconds);
        Follower?.OnWait(this, seconds);
    }

    /// <summary>A vNIC that hears its VLANs, blocked or not.</summary>
    public bool IsActive(int port) => _inputs[port].Running && _source.Ports[port].Vnic is { Mute: false };

    /// <summary>A vNIC that sends and receives.</summary>
    public bool IsPresent(int port) => _inputs[port] is { Running: true, LinkUp: true } && _source.Ports[port].Vnic is { Blocked: false, Mute: false };

    /// <summary>What is learned at a port, as MAC and VLAN.</summary>
    public IEnumerable<(ulong Mac, int Vlan)> LearnedAt(int port) =>
        _learner.All().Where(learned => learned.Port.Number == port).Select(learned => (learned.Mac, learned.Vlan)).Order();

    public void Dispose()
    {
        _kind.Return(_wires);
        _counters.Dispose();
        Punts.Dispose();
        _arena.Dispose();
    }

    private ulong Run(int source, ReadOnlySpan<TestFrame> batch)
    {
        Reception.Fill(_pipeline, _arena, batch);
        return _pipeline.Run(Plan, source, batch.Length, _framePorts, _blocks);
    }

    /// <summary>The frames may arrive in parts; each part is a turn of a worker.</summary>
    private ulong RunOverWires(int source, ReadOnlySpan<TestFrame> batch)
    {
        ulong taken = 0;
        _wires[source].Send(batch);
        for (int arrived = 0; arrived < batch.Length;)
        {
            int frames = _wires[source].Receive(_pipeline.Received, _arena);
            ulong last = _pipeline.Run(Plan, source, frames, _framePorts, _blocks);
            taken = last == 0 ? taken : last;
            _wires[source].Near.Complete();
            _pipeline.Flush(_framePorts);
            arrived += frames;
        }

        for (int port = 0; port < _wires.Length; port++)
        {
            Ports[port].Offered.AddRange(_wires[port].TakeAll());
        }

        return taken;
    }

    private void Change(int port, PortInput input)
    {
        _inputs[port] = input;
        Compile();
    }

    private void Compile()
    {
        Plan = PlanCompiler.Compile(_source, _inputs);
        _learner.Follow(Plan);
        KeepPinning();
        Follower?.OnCompiled(this);
    }

    private string UplinkId(int uplink) => uplink < _inputs.Length ? _source.Ports[uplink].Id : Plan.Teams.Lags[uplink - _inputs.Length].Id;

    private void KeepPinning()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            int uplink = Plan.Ports[i].PinnedUplink;
            _inputs[i] = _inputs[i] with { PresentUplink = uplink == PortRecord.NoUplink ? null : UplinkId(uplink) };
        }
    }
}
