using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Forwarding.Shaping;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Bench.Stages;

/// <summary>
/// B8: what a frame of a full batch takes from a vNIC's port to an uplink's with everything off, with one policy on, and with all: TCP packets of
/// 64 conversations to one station beyond; or packets to 4 groups, for 8 vNICs and an uplink.
/// </summary>
[MemoryDiagnoser]
public class PolicyBench
{
    private const int FrameBytes = 64;
    private const int Groups = 4;
    private const int NarrowMtu = 1400;

    // The process's: they end with the measurement.
    private static readonly FrameArena Arena = new(FrameBatch.Capacity);
    private static readonly PuntSink Punts = new();
    private static readonly CounterMemory Counters = new(PolicyPlan.Uplinks + 1 + PolicyPlan.Others);

    private readonly Pipeline _pipeline = new(PolicyPlan.Uplinks + 1 + PolicyPlan.Others, Punts);
    private readonly ReceivedFrame[] _batch = new ReceivedFrame[FrameBatch.Capacity];
    private FramePort[] _ports = [];
    private CounterBlock[] _blocks = [];
    private ForwardingPlan _plan = ForwardingPlan.Empty;

    public static IEnumerable<string> Names => PolicyPlan.Names;

    [ParamsSource(nameof(Names))]
    public string Policy { get; set; } = PolicyPlan.Nothing;

    [GlobalSetup]
    public void Prepare()
    {
        SwitchPlan plan = PolicyPlan.Make(Policy);
        RuleDesk rules = new([_pipeline.RuleHits], released => released());
        rules.Follow(plan);
        _plan = PlanCompiler.Compile(plan, [.. plan.Ports.Select((port, number) => Input(port, number, rules))]);
        if (PolicyPlan.Has(Policy, PolicyPlan.Snooped))
        {
            _plan.Groups.Table = Listeners();
        }

        _ports = [.. plan.Ports.Select(Port)];
        _blocks = [.. Enumerable.Range(0, _ports.Length).Select(i => Counters[i])];
        for (int i = 0; i < FrameBatch.Capacity; i++)
        {
            Write(i);
        }

        long before = Sent();
        Forward();
        if (Sent() - before < FrameBatch.Capacity)
        {
            throw new InvalidOperationException($"{Policy}: {Sent() - before} of {FrameBatch.Capacity} frames left by an uplink");
        }
    }

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public ulong Forward()
    {
        int count = _ports[PolicyPlan.Sender].Receive(_pipeline.Received, Arena);
        ulong taken = _pipeline.Run(_plan, PolicyPlan.Sender, count, _ports, _blocks);
        _pipeline.Flush(_ports);
        _ports[PolicyPlan.Sender].Complete();
        return taken;
    }

    private long Sent() => Enumerable.Range(0, PolicyPlan.Uplinks).Sum(uplink => _blocks[uplink][CounterLayout.TxFrames]);

    private PortInput Input(PlannedPort port, int number, RuleDesk rules)
    {
        PortInput input = new() { Number = number, Running = true, LinkUp = true, Rules = rules.RulesOf(port, null) };
        if (port.Vnic is null)
        {
            return input with
            {
                LinkMtu = PolicyPlan.Has(Policy, PolicyPlan.Mtu) ? NarrowMtu : 0,
                Lag = PolicyPlan.Has(Policy, PolicyPlan.Lag) ? new LagInput(PolicyPlan.LagId, true, true, null) : null,
            };
        }

        if (port.Vnic.Guards is null)
        {
            return input;
        }

        KnownAddress own = new(AddressKey.Read(PolicyPlan.GuestAddress), AddressKey.Bits, KnownAddresses.AnyVlan);
        return input with { Guard = new PortGuard(mostWaiting: 1) { Known = new KnownAddresses([own], mayClaim: false) } };
    }

    private FramePort Port(PlannedPort port, int number)
    {
        FramePort inner = number == PolicyPlan.Sender ? new SupplyPort(_batch) : new SinkPort();
        if (port.Vnic is not null)
        {
            return PolicyPlan.Has(Policy, PolicyPlan.Shaping) ? new ShapedPort(inner, ShapingRates.Of(port), new PortShapers()) : inner;
        }

        if (!PolicyPlan.Has(Policy, PolicyPlan.IoControl))
        {
            return inner;
        }

        VnicRole sender = new();
        return new IoControlledPort(inner) { Schedule = new IoSchedules(new IoControl(), [(sender, PolicyPlan.Sender, 1)]).For(1_000_000_000_000) };
    }

    /// <summary>All others have asked for all groups.</summary>
    private GroupTable Listeners()
    {
        GroupTableBuilder builder = new(_plan, 0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F);
        int vlan = Math.Max((int)_plan.Ports[PolicyPlan.Sender].Vlan, 0);
        if (builder.TryAddZone(0, vlan, GroupZoneFlags.FiltersIpv4 | GroupZoneFlags.FiltersIpv6, out ushort zone))
        {
            foreach (int group in Enumerable.Range(0, Groups))
            {
                foreach (int port in Enumerable.Range(PolicyPlan.Sender + 1, PolicyPlan.Others))
                {
                    builder.AddMember(zone, GroupAddresses.ReadIpv4(Group(group)), port, excludes: true, []);
                }
            }
        }

        return builder.Build();
    }

    private void Write(int number)
    {
        int rules = PolicyPlan.RuleCount(Policy);
        int rule = rules == 0 ? number : number * 7919 % rules;
        Span<byte> frame = Arena.Buffer(number)[..FrameBytes];
        frame.Clear();
        PolicyPlan.Address(PolicyPlan.Sender).CopyTo(frame[6..]);
        (frame[12], frame[14], frame[17], frame[22], frame[23], frame[46]) = (8, 0x45, FrameBytes - 14, 64, 6, 0x50);
        PolicyPlan.GuestAddress.CopyTo(frame[26..]);
        if (PolicyPlan.SendsToGroups(Policy))
        {
            Group(number % Groups).CopyTo(frame[30..]);
            frame[23] = 17;
            (frame[0], frame[2], frame[3], frame[4], frame[5]) = (1, 0x5e, frame[31], frame[32], frame[33]);
        }
        else
        {
            frame[0] = 6;
            PolicyPlan.Network(rule).CopyTo(frame[30..]);
            frame[33] = (byte)(number + 1);
        }

        BinaryPrimitives.WriteUInt16BigEndian(frame[34..], (ushort)(30_000 + number));
        BinaryPrimitives.WriteUInt16BigEndian(frame[36..], number % 2 == 0 ? PolicyPlan.Port(rule) : (ushort)900);
        _batch[number] = new ReceivedFrame { Data = Arena.Slice(number, 0, FrameBytes) };
    }

    private static byte[] Group(int number) => [239, 1, 1, (byte)number];
}
