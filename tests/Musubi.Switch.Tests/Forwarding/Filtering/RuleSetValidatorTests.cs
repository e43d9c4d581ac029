using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Property;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Filtering;

/// <summary>Every rule that rule sets must obey.</summary>
public sealed class RuleSetValidatorTests
{
    /// <summary>One mistake each in the first of two rules.</summary>
    public static TheoryData<string, Action<Rule>> Mistakes => new()
    {
        { "name", rule => rule.Name = "" },
        { "name", rule => rule.Name = new string('x', 65) },
        { "ingress", rule => rule.Ingress = false },
        { "action", rule => rule.Action = RuleAction.Unspecified },
        { "action", rule => rule.Action = RuleAction.Mark },
        { "action", rule => rule.Cos = 3 },
        { "cos", rule => (rule.Action, rule.Cos) = (RuleAction.Mark, 8) },
        { "dscp", rule => (rule.Action, rule.Dscp) = (RuleAction.Mark, 64) },
        { "match.source_mac", rule => rule.Match.SourceMac = new MacPattern { Address = 3, Mask = 2 } },
        { "match.destination_mac", rule => rule.Match.DestinationMac = new MacPattern { Mask = 1UL << 48 } },
        { "match.ether_type", rule => rule.Match.EtherType = Range(1, 65_536) },
        { "match.vlan", rule => rule.Match.Vlan = Range(0, 4095) },
        { "match.cos", rule => rule.Match.Cos = Range(0, 8) },
        { "match.source", rule => rule.Match.Source = new AddressPrefix { Address = ByteString.CopyFrom(10, 0, 0) } },
        { "match.source", rule => rule.Match.Source = new AddressPrefix { Address = ByteString.CopyFrom(10, 0, 0, 0), PrefixLength = 33 } },
        { "match.destination", rule => rule.Match.Destination = new AddressPrefix { Address = ByteString.CopyFrom(10, 0, 0, 1), PrefixLength = 31 } },
        { "match.protocol", rule => rule.Match.Protocol = Range(0, 256) },
        { "match.source_port", rule => rule.Match.SourcePort = Range(2, 1) },
        { "match.destination_port", rule => rule.Match.DestinationPort = Range(0, 65_536) },
        { "match.tcp_flags", rule => rule.Match.TcpFlags = new TcpFlagsPattern() },
        { "match.tcp_flags", rule => rule.Match.TcpFlags = new TcpFlagsPattern { Mask = 2, Set = 3 } },
        { "match.icmp_type", rule => rule.Match.IcmpType = Range(0, 256) },
        { "match.icmp_code", rule => rule.Match.IcmpCode = Range(0, 256) },
        { "match.dscp", rule => rule.Match.Dscp = Range(0, 64) },
        { "match.traffic_type", rule => rule.Match.TrafficType = new TrafficTypeMatch() },
        { "match.traffic_type", rule => rule.Match.TrafficType = new TrafficTypeMatch { Type = (TrafficType)99 } },
    };

    [Fact]
    public void What_the_generator_makes_is_valid()
    {
        RuleGenerator generator = new(new Random(11));
        SwitchPlan plan = Plan();
        plan.RuleSets.Clear();
        plan.RuleSets.Add(Enumerable.Range(1, 40).Select(key => generator.NextSet((uint)key, 200)));
        Assert.Empty(PlanValidator.Validate(plan));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_in_a_rule_is_named(string field, Action<Rule> mistake)
    {
        SwitchPlan plan = Plan();
        mistake(plan.RuleSets[0].Rules[0]);
        Assert.Equal([$"rule_sets[0].rules[0].{field}"], PlanValidator.Validate(plan).Select(error => error.Field).Distinct());
    }

    [Fact]
    public void Sets_are_bounded_and_named_by_keys_that_ports_know()
    {
        SwitchPlan plan = Plan();
        plan.RuleSets[0].Rules[1].Name = plan.RuleSets[0].Rules[0].Name;
        plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { Rule("a") } });
        plan.RuleSets.Add(new RuleSet { Key = 0, Rules = { Rule("a") } });
        plan.RuleSets.Add(new RuleSet { Key = 4 });
        plan.RuleSets.Add(new RuleSet { Key = 5, Rules = { Enumerable.Range(0, 1025).Select(i => Rule($"{i}")) } });
        plan.Ports[0].Uplink.RuleSet = 9;
        plan.Ports[1].Vnic.RuleSet = 8;
        Assert.Equal(
            ["rule_sets[0].rules[1].name", "rule_sets[1].key", "rule_sets[2].key", "rule_sets[3].rules", "rule_sets[4].rules", "ports[0].uplink.rule_set", "ports[1].vnic.rule_set"],
            PlanValidator.Validate(plan).Select(error => error.Field));
    }

    [Fact]
    public void A_plan_has_a_bounded_number_of_rules()
    {
        SwitchPlan plan = Plan();
        plan.RuleSets.Add(Enumerable.Range(2, 16).Select(key => new RuleSet { Key = (uint)key, Rules = { Enumerable.Range(0, 1024).Select(i => Rule($"{i}")) } }));
        Assert.Contains(PlanValidator.Validate(plan), error => error is { Field: "rule_sets", Value: "16386" });
        plan.RuleSets.RemoveAt(0);
        (plan.Ports[0].Uplink.RuleSet, plan.Ports[1].Vnic.RuleSet) = (2, 17);
        Assert.Empty(PlanValidator.Validate(plan));
    }

    private static SwitchPlan Plan()
    {
        PlanBuilder plan = new();
        plan.Uplink();
        plan.Vnic(Vlan.Access(10));
        plan.Plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { Rule("a"), Rule("b") } });
        return plan.Plan;
    }

    private static Rule Rule(string name) => new() { Name = name, Ingress = true, Action = RuleAction.Drop, Match = new RuleMatch { Protocol = Range(6, 6) } };

    private static NumberRange Range(uint first, uint last) => new() { First = first, Last = last };
}
