using Google.Protobuf.Collections;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>A rule set, compiled for both directions; shared by all ports that refer to it. Immutable; any thread.</summary>
public sealed class CompiledRules
{
    private CompiledRules(RepeatedField<Rule> rules, RuleClassifier? ingress, RuleClassifier? egress) => (Rules, Ingress, Egress) = (rules, ingress, egress);

    /// <summary>As they stand in the plan; not to be changed.</summary>
    public RepeatedField<Rule> Rules { get; }

    /// <summary>Of frames that come into the switch; null when no rule is for them.</summary>
    public RuleClassifier? Ingress { get; }

    /// <summary>Of frames that leave it; null when no rule is for them.</summary>
    public RuleClassifier? Egress { get; }

    /// <param name="rules">Of a valid plan.</param>
    public static CompiledRules Compile(RepeatedField<Rule> rules) => new(rules, Compile(rules, rule => rule.Ingress), Compile(rules, rule => rule.Egress));

    private static RuleClassifier? Compile(RepeatedField<Rule> rules, Func<Rule, bool> isMeant)
    {
        List<(int, Rule)> meant = [];
        for (int i = 0; i < rules.Count; i++)
        {
            if (isMeant(rules[i]))
            {
                meant.Add((i, rules[i]));
            }
        }

        return meant.Count > 0 ? new RuleClassifier(new RuleTables(meant)) : null;
    }
}
