using System.Globalization;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Merges a change of policy into the present one, and checks what it gives.</summary>
internal static class PolicyEdits
{
    /// <param name="errors">Where to note what is wrong.</param>
    /// <param name="present">The policy of that level as it is.</param>
    /// <param name="spec">What changes.</param>
    /// <param name="owner">The switch: its uplinks and LAGs.</param>
    public static PortPolicyConfig Merge(ErrorList errors, PortPolicyConfig present, PolicySpec spec, SwitchConfig owner)
    {
        SecurityConfig security = MergeSecurity(present.Security ?? new SecurityConfig(), spec);
        MacLearningConfig learning = MergeLearning(errors, present.MacLearning ?? new MacLearningConfig(), spec);
        TeamingConfig teaming = MergeTeaming(errors, present.Teaming ?? new TeamingConfig(), spec);
        if (spec.Active.IsGiven || spec.Standby.IsGiven)
        {
            CheckOrder(errors, teaming, owner);
        }

        return new PortPolicyConfig
        {
            Blocked = spec.Blocked.Or(present.Blocked),
            Security = security == new SecurityConfig() ? null : security,
            MacLearning = learning == new MacLearningConfig() ? null : learning,
            Vlan = MergeVlan(errors, present.Vlan, spec.Vlan),
            Teaming = teaming == new TeamingConfig() ? null : teaming,
            Shaping = MergeShaping(errors, present.Shaping ?? new ShapingConfig(), spec),
            Filtering = FilteringEdits.Merge(errors, "policy.filtering", present.Filtering, spec.Filtering),
        };
    }

    /// <summary>The categories in which a policy gives anything of its own.</summary>
    public static PolicyCategories CategoriesOf(PortPolicyConfig policy) =>
        (policy.Blocked is null ? PolicyCategories.None : PolicyCategories.Blocked)
        | (policy.Security is null && policy.MacLearning is null ? PolicyCategories.None : PolicyCategories.Security)
        | (policy.Vlan is null ? PolicyCategories.None : PolicyCategories.Vlan)
        | (policy.Teaming is null ? PolicyCategories.None : PolicyCategories.Teaming)
        | (policy.Shaping is null ? PolicyCategories.None : PolicyCategories.Shaping)
        | (policy.Filtering is null ? PolicyCategories.None : PolicyCategories.Filtering);

    /// <summary>Whether an uplink or LAG stands in the order that a policy gives.</summary>
    public static bool NamesUplink(PortPolicyConfig policy, string uplink) =>
        policy.Teaming is { } teaming && ((teaming.Active ?? []).Contains(uplink) || (teaming.Standby ?? []).Contains(uplink));

    private static SecurityConfig MergeSecurity(SecurityConfig present, PolicySpec spec) => new()
    {
        Promiscuous = spec.Promiscuous.Or(present.Promiscuous),
        MacChanges = spec.MacChanges.Or(present.MacChanges),
        ForgedTransmits = spec.ForgedTransmits.Or(present.ForgedTransmits),
        Guards = GuardEdits.Merge(present.Guards, spec.Guards),
    };

    private static MacLearningConfig MergeLearning(ErrorList errors, MacLearningConfig present, PolicySpec spec)
    {
        CheckBounds(errors, "policy.macLearning.limit", spec.MacLimit.Value, MacLearning.MaxLimit);
        CheckBounds(errors, "policy.macLearning.ageingSeconds", spec.MacAgeingSeconds.Value, MacLearning.MaxAgeingSeconds);
        return new MacLearningConfig
        {
            Enabled = spec.MacLearning.Or(present.Enabled),
            Limit = spec.MacLimit.Or(present.Limit),
            LimitPolicy = spec.MacLimitPolicy.Or(present.LimitPolicy),
            Flooding = spec.MacFlooding.Or(present.Flooding),
            AgeingSeconds = spec.MacAgeingSeconds.Or(present.AgeingSeconds),
        };
    }

    private static void CheckBounds(ErrorList errors, string field, int? value, int most)
    {
        if (value is { } given && (given < 1 || given > most))
        {
            errors.Invalid(field, given.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"must be from 1 to {most}"));
        }
    }

    private static TeamingConfig MergeTeaming(ErrorList errors, TeamingConfig present, PolicySpec spec)
    {
        if (spec.FailbackDelayMilliseconds.Value is { } delay and (< 0 or > Teaming.MaxFailbackDelayMilliseconds))
        {
            errors.Invalid("policy.teaming.failbackDelayMilliseconds", delay.ToString(CultureInfo.InvariantCulture), $"must be from 0 to {Teaming.MaxFailbackDelayMilliseconds}");
        }

        return new TeamingConfig
        {
            Policy = spec.TeamingPolicy.Or(present.Policy),
            Active = spec.Active.Or(present.Active),
            Standby = spec.Standby.Or(present.Standby),
            Failback = spec.Failback.Or(present.Failback),
            NotifySwitches = spec.NotifySwitches.Or(present.NotifySwitches),
            FailureDetection = spec.FailureDetection.Or(present.FailureDetection),
            FailbackDelayMilliseconds = spec.FailbackDelayMilliseconds.Or(present.FailbackDelayMilliseconds),
        };
    }

    private static ShapingConfig? MergeShaping(ErrorList errors, ShapingConfig present, PolicySpec spec)
    {
        CheckLimit(errors, "policy.shaping.ingress", spec.IngressShaping.Value);
        CheckLimit(errors, "policy.shaping.egress", spec.EgressShaping.Value);
        ShapingConfig merged = new() { Ingress = spec.IngressShaping.Or(present.Ingress), Egress = spec.EgressShaping.Or(present.Egress) };
        return merged == new ShapingConfig() ? null : merged;
    }

    private static void CheckLimit(ErrorList errors, string field, ShapingLimit? limit)
    {
        foreach ((string name, string value, string rule) in limit is null ? [] : ShapingRules.Check(limit))
        {
            errors.Invalid($"{field}.{name}", value, rule);
        }
    }

    private static VlanConfig? MergeVlan(ErrorList errors, VlanConfig? present, Setting<VlanConfig?> wanted)
    {
        if (wanted is not { IsGiven: true, Value: { } vlan })
        {
            return wanted.Or(present);
        }

        errors.Check("policy.vlan", VlanText.Format(vlan), VlanRules.Check(vlan, out VlanConfig normal));
        return normal;
    }

    private static void CheckOrder(ErrorList errors, TeamingConfig teaming, SwitchConfig owner)
    {
        ValueList<string> active = teaming.Active ?? [];
        ValueList<string> standby = teaming.Standby ?? [];
        HashSet<string> seen = [];
        CheckNames(errors, "policy.teaming.active", active, owner, seen);
        CheckNames(errors, "policy.teaming.standby", standby, owner, seen);
        if (active.Count == 0 && standby.Count > 0)
        {
            errors.Invalid("policy.teaming.active", "", "must name at least one uplink when standby names any");
        }
    }

    private static void CheckNames(ErrorList errors, string field, ValueList<string> names, SwitchConfig owner, HashSet<string> seen)
    {
        ValueList<string> ways = LagEdits.Ways(owner);
        foreach (string name in names)
        {
            if (owner.LagOf(name) is { } lag)
            {
                errors.Invalid(field, name, $"must not name a member of a LAG: name {lag.Name}");
            }
            else if (!ways.Contains(name))
            {
                errors.Invalid(field, name, $"must name uplinks of the switch{(owner.Lags.Count > 0 ? " or its LAGs" : "")}: {string.Join(", ", ways)}");
            }
            else if (!seen.Add(name))
            {
                errors.Invalid(field, name, "must name an uplink only once, as active or as standby");
            }
        }
    }
}
