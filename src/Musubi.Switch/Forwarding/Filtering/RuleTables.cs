using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>What a <see cref="RuleClassifier"/> is made of: the rules of one direction, field by field.</summary>
internal sealed class RuleTables
{
    private const ulong MostMac = 0xffff_ffff_ffff;
    private const uint MostByte = byte.MaxValue;

    private readonly List<MacTest[]?> _macTests = [];

    /// <param name="rules">Each with its position in the set; at least one.</param>
    public RuleTables(IReadOnlyList<(int Position, Rule Rule)> rules)
    {
        int count = rules.Count;
        Store = new RowStore(Rows.WordsOf(count));
        (SourceMac, DestinationMac) = (new(count, MostMac), new(count, MostMac));
        (EtherType, Vlan, Cos) = (new(count, ushort.MaxValue), new(count, ushort.MaxValue), new(count, MostByte));
        (Source, Destination) = (new(count), new(count));
        (Protocol, TcpFlags, IcmpType, IcmpCode, Dscp, Traffic) =
            (new(count, MostByte), new(count, MostByte), new(count, MostByte), new(count, MostByte), new(count, MostByte), new(count, MostByte));
        (SourcePort, DestinationPort) = (new(count, ushort.MaxValue), new(count, ushort.MaxValue));
        Verdicts = [.. rules.Select(one => VerdictOf(one.Position, one.Rule))];
        for (int i = 0; i < count; i++)
        {
            Add(i, rules[i].Rule.Match ?? new RuleMatch());
        }
    }

    public RowStore Store { get; }

    public RuleVerdict[] Verdicts { get; }

    /// <summary>By rule; null when no rule has any.</summary>
    public MacTest[]?[]? MacTests => _macTests.Exists(tests => tests is not null) ? [.. _macTests] : null;

    public IntervalTableBuilder<ulong> SourceMac { get; }

    public IntervalTableBuilder<ulong> DestinationMac { get; }

    public IntervalTableBuilder<uint> EtherType { get; }

    public IntervalTableBuilder<uint> Vlan { get; }

    public IntervalTableBuilder<uint> Cos { get; }

    public AddressTableBuilder Source { get; }

    public AddressTableBuilder Destination { get; }

    public IntervalTableBuilder<uint> Protocol { get; }

    public IntervalTableBuilder<uint> SourcePort { get; }

    public IntervalTableBuilder<uint> DestinationPort { get; }

    public IntervalTableBuilder<uint> TcpFlags { get; }

    public IntervalTableBuilder<uint> IcmpType { get; }

    public IntervalTableBuilder<uint> IcmpCode { get; }

    public IntervalTableBuilder<uint> Dscp { get; }

    public IntervalTableBuilder<uint> Traffic { get; }

    private static RuleVerdict VerdictOf(int position, Rule rule) => new(
        (short)position,
        rule.Action == RuleAction.Drop,
        rule.Action == RuleAction.Mark && rule.HasCos ? (sbyte)rule.Cos : (sbyte)-1,
        rule.Action == RuleAction.Mark && rule.HasDscp ? (sbyte)rule.Dscp : (sbyte)-1);

    private void Add(int rule, RuleMatch match)
    {
        List<MacTest> tests = [];
        AddMac(SourceMac, rule, match.SourceMac, isSource: true, tests);
        AddMac(DestinationMac, rule, match.DestinationMac, isSource: false, tests);
        _macTests.Add(tests.Count > 0 ? [.. tests] : null);
        AddRange(EtherType, rule, match.EtherType);
        AddRange(Vlan, rule, match.Vlan);
        AddRange(Cos, rule, match.Cos);
        Source.Add(rule, match.Source);
        Destination.Add(rule, match.Destination);
        AddRange(Protocol, rule, match.Protocol);
        AddRange(SourcePort, rule, match.SourcePort);
        AddRange(DestinationPort, rule, match.DestinationPort);
        AddFlags(rule, match.TcpFlags);
        AddRange(IcmpType, rule, match.IcmpType);
        AddRange(IcmpCode, rule, match.IcmpCode);
        AddRange(Dscp, rule, match.Dscp);
        if (match.TrafficType is { } traffic)
        {
            Traffic.Add(rule, (uint)traffic.Type, (uint)traffic.Type, traffic.Negated);
        }
    }

    private static void AddRange(IntervalTableBuilder<uint> table, int rule, NumberRange? range)
    {
        if (range is not null)
        {
            table.Add(rule, range.First, range.Last, range.Negated);
        }
    }

    private static void AddMac(IntervalTableBuilder<ulong> table, int rule, MacPattern? pattern, bool isSource, List<MacTest> tests)
    {
        if (pattern is null)
        {
            return;
        }

        ulong rest = ~pattern.Mask & MostMac;
        if ((rest & (rest + 1)) == 0)
        {
            table.Add(rule, pattern.Address, pattern.Address | rest, pattern.Negated);
        }
        else
        {
            tests.Add(new MacTest(isSource, pattern.Address, pattern.Mask, pattern.Negated));
        }
    }

    /// <summary>Each run of values that have the flags as they should be is an interval: at most 128 of them.</summary>
    private void AddFlags(int rule, TcpFlagsPattern? pattern)
    {
        if (pattern is null)
        {
            return;
        }

        TcpFlags.Ask(rule);
        for (uint first = 0; first <= MostByte; first++)
        {
            uint end = first;
            while (end <= MostByte && ((end & pattern.Mask) == pattern.Set) != pattern.Negated)
            {
                end++;
            }

            if (end > first)
            {
                TcpFlags.Add(rule, first, end - 1, negated: false);
                first = end;
            }
        }
    }
}
