using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Filtering;
using InspectStage = Musubi.Switch.Forwarding.Inspection.Inspect;
using ParseStage = Musubi.Switch.Forwarding.Parse;

namespace Musubi.Bench.Stages;

/// <summary>
/// B8: what looking into packets and judging them by rules takes for a frame of a full batch. The rules of a firewall: a prefix, TCP, a destination port,
/// each different; TCP packets of 64 conversations, or of one, of which every other, or none, meets one somewhere in the set. With no rules, inspection
/// alone.
/// </summary>
[MemoryDiagnoser]
public class RuleBench
{
    private const int FrameBytes = 64;

    // The process's: it ends with the measurement.
    private static readonly FrameArena Arena = new(FrameBatch.Capacity);

    private readonly FrameColumns _columns = new();
    private readonly FrameColumns _ofOne = new();
    private readonly RuleHits _hits = new();
    private PortRules? _rules;

    /// <summary>In the set.</summary>
    [Params(0, 10, 100, 1000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        RuleDesk desk = new([_hits], released => released());
        if (Rules > 0)
        {
            desk.Follow(new SwitchPlan { RuleSets = { new RuleSet { Key = 1, Rules = { Enumerable.Range(0, Rules).Select(RuleNumber) } } } });
            _rules = desk.RulesOf(new PlannedPort { Vnic = new VnicRole { RuleSet = 1 } }, null);
        }

        for (int i = 0; i < FrameBatch.Capacity; i++)
        {
            int rule = Rules == 0 ? i : i * 7919 % Rules;
            Span<byte> frame = Arena.Buffer(i)[..FrameBytes];
            frame.Clear();
            (frame[0], frame[6], frame[12], frame[14], frame[17], frame[23]) = (2, 2, 8, 0x45, FrameBytes - 14, 6);
            Network(rule).CopyTo(frame[26..]);
            frame[29] = (byte)(i + 1);
            frame[46] = 0x50;
            BinaryPrimitives.WriteUInt16BigEndian(frame[36..], (ushort)(i % 2 == 0 ? 1000 + rule : 900));
            _columns.Frames[i] = new ReceivedFrame { Data = Arena.Slice(i, 0, FrameBytes) };
            _ofOne.Frames[i] = new ReceivedFrame { Data = Arena.Slice(1, 0, FrameBytes) };
        }

        foreach (FrameColumns columns in (FrameColumns[])[_columns, _ofOne])
        {
            FrameBatch batch = new(columns, FrameBatch.Capacity);
            ParseStage.Run(in batch);
            InspectStage.Run(in batch);
        }
    }

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public void Inspect() => InspectStage.Run(new FrameBatch(_columns, FrameBatch.Capacity));

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public long Filter() => Filter(_columns);

    [Benchmark(OperationsPerInvoke = FrameBatch.Capacity)]
    public long FilterOneConversation() => Filter(_ofOne);

    private long Filter(FrameColumns columns)
    {
        if (_rules is { } rules)
        {
            Switch.Forwarding.Filtering.Filter.Run(new FrameBatch(columns, FrameBatch.Capacity), rules, 1, _hits);
        }

        return _hits[0];
    }

    private static Rule RuleNumber(int number) => new()
    {
        Name = $"{number}",
        Ingress = true,
        Action = RuleAction.Allow,
        Match = new RuleMatch
        {
            Source = new AddressPrefix { Address = ByteString.CopyFrom(Network(number)), PrefixLength = 24 },
            Protocol = new NumberRange { First = 6, Last = 6 },
            DestinationPort = new NumberRange { First = (uint)(1000 + number), Last = (uint)(1000 + number) },
        },
    };

    private static byte[] Network(int number) => [10, (byte)(number >> 8), (byte)number, 0];
}
