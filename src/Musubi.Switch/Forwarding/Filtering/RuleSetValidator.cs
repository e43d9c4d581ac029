using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Judges the rule sets of a plan, and what ports say of them.</summary>
/// <param name="error">Takes field, value and rule of whatever is wrong.</param>
internal sealed class RuleSetValidator(Action<string, object, string> error)
{
    public const int MaxRulesInSet = 1024;
    public const int MaxRules = 16_384;
    public const int MaxNameLength = 64;

    private const ulong MostMac = 0xffff_ffff_ffff;
    private const uint MaxVlan = 4094;

    private readonly HashSet<uint> _keys = [];

    public void CheckSets(SwitchPlan plan)
    {
        int all = plan.RuleSets.Sum(set => set.Rules.Count);
        if (all > MaxRules)
        {
            error("rule_sets", all, $"a plan has at most {MaxRules} rules");
            return;
        }

        for (int i = 0; i < plan.RuleSets.Count; i++)
        {
            CheckSet(plan.RuleSets[i], $"rule_sets[{i}]");
        }
    }

    /// <summary>After the sets.</summary>
    public void CheckPort(PlannedPort port, string field)
    {
        (uint key, string role) = port.Vnic is { } vnic ? (vnic.RuleSet, "vnic") : (port.Uplink?.RuleSet ?? 0, "uplink");
        if (key != 0 && !_keys.Contains(key))
        {
            error($"{field}.{role}.rule_set", key, "must be the key of a rule set of the plan, or 0");
        }
    }

    private void CheckSet(RuleSet set, string field)
    {
        if (set.Key == 0 || !_keys.Add(set.Key))
        {
            error($"{field}.key", set.Key, "must be 1 or more and unique in the plan");
        }

        if (set.Rules.Count is 0 or > MaxRulesInSet)
        {
            error($"{field}.rules", set.Rules.Count, $"a set has 1 to {MaxRulesInSet} rules");
        }

        HashSet<string> names = [];
        for (int i = 0; i < set.Rules.Count; i++)
        {
            CheckRule(set.Rules[i], $"{field}.rules[{i}]", names);
        }
    }

    private void CheckRule(Rule rule, string field, HashSet<string> names)
    {
        if (rule.Name.Length is 0 or > MaxNameLength || !names.Add(rule.Name))
        {
            error($"{field}.name", rule.Name, $"must be 1 to {MaxNameLength} characters and unique in the set");
        }

        if (!rule.Ingress && !rule.Egress)
        {
            error($"{field}.ingress", false, "must be for ingress, for egress, or for both");
        }

        if (rule.Action is not (RuleAction.Allow or RuleAction.Drop or RuleAction.Mark))
        {
            error($"{field}.action", rule.Action, "must be known");
        }

        if ((rule.HasCos || rule.HasDscp) != (rule.Action == RuleAction.Mark))
        {
            error($"{field}.action", rule.Action, "must be to mark where there is a mark, and only there");
        }

        CheckBound(rule.HasCos, rule.Cos, 7, $"{field}.cos");
        CheckBound(rule.HasDscp, rule.Dscp, 63, $"{field}.dscp");
        CheckMatch(rule.Match ?? new RuleMatch(), $"{field}.match");
    }

    private void CheckMatch(RuleMatch match, string field)
    {
        CheckMac(match.SourceMac, $"{field}.source_mac");
        CheckMac(match.DestinationMac, $"{field}.destination_mac");
        CheckRange(match.EtherType, ushort.MaxValue, $"{field}.ether_type");
        CheckRange(match.Vlan, MaxVlan, $"{field}.vlan");
        CheckRange(match.Cos, 7, $"{field}.cos");
        CheckPrefix(match.Source, $"{field}.source");
        CheckPrefix(match.Destination, $"{field}.destination");
        CheckRange(match.Protocol, byte.MaxValue, $"{field}.protocol");
        CheckRange(match.SourcePort, ushort.MaxValue, $"{field}.source_port");
        CheckRange(match.DestinationPort, ushort.MaxValue, $"{field}.destination_port");
        CheckRange(match.IcmpType, byte.MaxValue, $"{field}.icmp_type");
        CheckRange(match.IcmpCode, byte.MaxValue, $"{field}.icmp_code");
        CheckRange(match.Dscp, 63, $"{field}.dscp");
        if (match.TcpFlags is { } flags && (flags.Mask is 0 or > byte.MaxValue || (flags.Set & ~flags.Mask) != 0))
        {
            error($"{field}.tcp_flags", flags, "the mask must be 1..255, and what is set within it");
        }

        if (match.TrafficType is { } traffic && (traffic.Type == TrafficType.Unspecified || !Enum.IsDefined(traffic.Type)))
        {
            error($"{field}.traffic_type", traffic.Type, "must be known");
        }
    }

    private void CheckRange(NumberRange? range, uint most, string field)
    {
        if (range is not null && (range.First > range.Last || range.Last > most))
        {
            error(field, $"{range.First}-{range.Last}", $"must be a range within 0..{most}");
        }
    }

    private void CheckMac(MacPattern? pattern, string field)
    {
        if (pattern is not null && (pattern.Mask > MostMac || (pattern.Address & ~pattern.Mask) != 0))
        {
            error(field, pattern, "the mask must have 48 bits, and the address none outside of it");
        }
    }

    private void CheckPrefix(AddressPrefix? prefix, string field)
    {
        if (prefix is null)
        {
            return;
        }

        if (prefix.Address.Length is not (4 or 16) || prefix.PrefixLength > prefix.Address.Length * 8)
        {
            error(field, prefix, "must be 4 or 16 bytes, with a prefix of at most their bits");
            return;
        }

        for (uint bit = prefix.PrefixLength; bit < prefix.Address.Length * 8; bit++)
        {
            if ((prefix.Address[(int)bit / 8] >> (7 - ((int)bit % 8)) & 1) != 0)
            {
                error(field, prefix, "must be zero behind the prefix");
                return;
            }
        }
    }

    private void CheckBound(bool isGiven, uint value, uint most, string field)
    {
        if (isGiven && value > most)
        {
            error(field, value, $"must be 0..{most}");
        }
    }
}
