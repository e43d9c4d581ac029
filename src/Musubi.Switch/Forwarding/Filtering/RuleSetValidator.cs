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

    private static readonly RuleMatch NoMatch = new();

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
            CheckRule(set.Rules[i], new Place(field, i), names);
        }
    }

    private void CheckRule(Rule rule, Place place, HashSet<string> names)
    {
        if (rule.Name.Length is 0 or > MaxNameLength || !names.Add(rule.Name))
        {
            error(place.Of("name"), rule.Name, $"must be 1 to {MaxNameLength} characters and unique in the set");
        }

        if (!rule.Ingress && !rule.Egress)
        {
            error(place.Of("ingress"), false, "must be for ingress, for egress, or for both");
        }

        if (rule.Action is not (RuleAction.Allow or RuleAction.Drop or RuleAction.Mark))
        {
            error(place.Of("action"), rule.Action, "must be known");
        }

        if ((rule.HasCos || rule.HasDscp) != (rule.Action == RuleAction.Mark))
        {
            error(place.Of("action"), rule.Action, "must be to mark where there is a mark, and only there");
        }

        CheckBound(rule.HasCos, rule.Cos, 7, place, "cos");
        CheckBound(rule.HasDscp, rule.Dscp, 63, place, "dscp");
        CheckMatch(rule.Match ?? NoMatch, place.Below("match."));
    }

    private void CheckMatch(RuleMatch match, Place place)
    {
        CheckMac(match.SourceMac, place, "source_mac");
        CheckMac(match.DestinationMac, place, "destination_mac");
        CheckRange(match.EtherType, ushort.MaxValue, place, "ether_type");
        CheckRange(match.Vlan, MaxVlan, place, "vlan");
        CheckRange(match.Cos, 7, place, "cos");
        CheckPrefix(match.Source, place, "source");
        CheckPrefix(match.Destination, place, "destination");
        CheckRange(match.Protocol, byte.MaxValue, place, "protocol");
        CheckRange(match.SourcePort, ushort.MaxValue, place, "source_port");
        CheckRange(match.DestinationPort, ushort.MaxValue, place, "destination_port");
        CheckRange(match.IcmpType, byte.MaxValue, place, "icmp_type");
        CheckRange(match.IcmpCode, byte.MaxValue, place, "icmp_code");
        CheckRange(match.Dscp, 63, place, "dscp");
        if (match.TcpFlags is { } flags && (flags.Mask is 0 or > byte.MaxValue || (flags.Set & ~flags.Mask) != 0))
        {
            error(place.Of("tcp_flags"), flags, "the mask must be 1..255, and what is set within it");
        }

        if (match.TrafficType is { } traffic && (traffic.Type == TrafficType.Unspecified || !Enum.IsDefined(traffic.Type)))
        {
            error(place.Of("traffic_type"), traffic.Type, "must be known");
        }
    }

    private void CheckRange(NumberRange? range, uint most, Place place, string name)
    {
        if (range is not null && (range.First > range.Last || range.Last > most))
        {
            error(place.Of(name), $"{range.First}-{range.Last}", $"must be a range within 0..{most}");
        }
    }

    private void CheckMac(MacPattern? pattern, Place place, string name)
    {
        if (pattern is not null && (pattern.Mask > MostMac || (pattern.Address & ~pattern.Mask) != 0))
        {
            error(place.Of(name), pattern, "the mask must have 48 bits, and the address none outside of it");
        }
    }

    private void CheckPrefix(AddressPrefix? prefix, Place place, string name)
    {
        if (prefix is null)
        {
            return;
        }

        if (prefix.Address.Length is not (4 or 16) || prefix.PrefixLength > prefix.Address.Length * 8)
        {
            error(place.Of(name), prefix, "must be 4 or 16 bytes, with a prefix of at most their bits");
            return;
        }

        for (uint bit = prefix.PrefixLength; bit < prefix.Address.Length * 8; bit++)
        {
            if ((prefix.Address[(int)bit / 8] >> (7 - ((int)bit % 8)) & 1) != 0)
            {
                error(place.Of(name), prefix, "must be zero behind the prefix");
                return;
            }
        }
    }

    private void CheckBound(bool isGiven, uint value, uint most, Place place, string name)
    {
        if (isGiven && value > most)
        {
            error(place.Of(name), value, $"must be 0..{most}");
        }
    }

    /// <summary>Where a rule stands. A plan has thousands of them: its name is made when something is wrong.</summary>
    private readonly record struct Place(string Set, int Rule, string Part = "")
    {
        public Place Below(string part) => this with { Part = part };

        public string Of(string name) => $"{Set}.rules[{Rule}].{Part}{name}";
    }
}
