using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Share;

namespace Musubi.Host.Plan;

/// <summary>
/// The rule sets of a plan: each that a port refers to stands in it once, under a key. What a set is in the words of the plan is kept for as long as the
/// set is, since plans are made again and again.
/// </summary>
internal sealed class RuleSets(SwitchPlan plan, IReadOnlyList<HostShare> shares)
{
    private static readonly ConditionalWeakTable<FilterRuleSet, Rule[]> Kept = [];

    private readonly Dictionary<Guid, uint> _keys = [];

    /// <summary>The key of a set, which is put into the plan when it is asked for first; 0 for none.</summary>
    public uint KeyOf(Guid? id)
    {
        if (id is not { } wanted)
        {
            return 0;
        }

        if (!_keys.TryGetValue(wanted, out uint key))
        {
            FilterRuleSet set = shares.Select(share => share.RuleSets.GetValueOrDefault(wanted)).First(found => found is not null)!;
            key = (uint)_keys.Count + 1;
            _keys.Add(wanted, key);
            plan.RuleSets.Add(new RuleSet { Key = key, Rules = { Kept.GetValue(set, static from => [.. from.Rules.Select(ToPlan)]) } });
        }

        return key;
    }

    private static Rule ToPlan(FilterRule rule)
    {
        Rule planned = new()
        {
            Name = rule.Name,
            Ingress = rule.Direction != FilterDirection.Egress,
            Egress = rule.Direction != FilterDirection.Ingress,
            Action = rule.Action switch { FilterAction.Drop => RuleAction.Drop, FilterAction.Mark => RuleAction.Mark, _ => RuleAction.Allow },
            Match = rule.Match == FilterMatch.Everything ? null : ToPlan(rule.Match),
        };
        if (rule.Cos is { } cos)
        {
            planned.Cos = (uint)cos;
        }

        if (rule.Dscp is { } dscp)
        {
            planned.Dscp = (uint)dscp;
        }

        return planned;
    }

    private static RuleMatch ToPlan(FilterMatch match) => new()
    {
        SourceMac = ToPlan(match.SourceMac),
        DestinationMac = ToPlan(match.DestinationMac),
        EtherType = ToPlan(match.EtherType),
        Vlan = ToPlan(match.Vlan),
        Cos = ToPlan(match.Cos),
        Source = ToPlan(match.Source),
        Destination = ToPlan(match.Destination),
        Protocol = ToPlan(match.Protocol),
        SourcePort = ToPlan(match.SourcePort),
        DestinationPort = ToPlan(match.DestinationPort),
        TcpFlags = match.TcpFlags is { } flags ? new TcpFlagsPattern { Mask = flags.Mask, Set = flags.Set, Negated = flags.Negated } : null,
        IcmpType = ToPlan(match.IcmpType),
        IcmpCode = ToPlan(match.IcmpCode),
        Dscp = ToPlan(match.Dscp),
        TrafficType = match.Traffic is { } traffic ? new TrafficTypeMatch { Type = TrafficTypes.ToPlan(traffic.Type), Negated = traffic.Negated } : null,
    };

    private static NumberRange? ToPlan(NumberMatch? range) =>
        range is null ? null : new NumberRange { First = (uint)range.First, Last = (uint)range.Last, Negated = range.Negated };

    private static MacPattern? ToPlan(MacMatch? mac) => mac is null ? null : new MacPattern { Address = mac.Address, Mask = mac.Mask, Negated = mac.Negated };

    private static AddressPrefix? ToPlan(AddressMatch? address)
    {
        if (address is null)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Address);
        return new AddressPrefix { Address = ByteString.CopyFrom(address.IsIpv6 ? bytes : bytes[12..]), PrefixLength = (uint)address.PrefixLength, Negated = address.Negated };
    }
}
