using System.Collections.Immutable;
using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>The user form of policies. Pure; any thread.</summary>
public static class PolicyForm
{
    public static PolicyResource Of(PortPolicyConfig policy) => new()
    {
        Blocked = policy.Blocked,
        Security = policy.Security is { } security ? Security(security.Promiscuous, security.MacChanges, security.ForgedTransmits, security.Guards) : null,
        MacLearning = policy.MacLearning is not { } learning ? null : new MacLearningResource
        {
            Enabled = learning.Enabled,
            Limit = learning.Limit,
            LimitPolicy = learning.LimitPolicy is { } limitPolicy ? Word(limitPolicy) : null,
            Flooding = learning.Flooding,
            AgeingSeconds = learning.AgeingSeconds,
        },
        Vlan = policy.Vlan is { } vlan ? VlanText.Format(vlan) : null,
        Teaming = policy.Teaming is not { } teaming ? null : new TeamingResource
        {
            Policy = teaming.Policy is { } kind ? TeamingPolicyWords.Word(kind) : null,
            Active = teaming.Active,
            Standby = teaming.Standby,
            Failback = teaming.Failback,
            NotifySwitches = teaming.NotifySwitches,
            FailureDetection = teaming.FailureDetection is { } detection ? FailureDetectionWords.Word(detection) : null,
            FailbackDelayMilliseconds = teaming.FailbackDelayMilliseconds,
        },
        Shaping = policy.Shaping is { } shaping ? ShapingResource.Of(shaping.Ingress, shaping.Egress) : null,
        Filtering = FilteringResource.Of(policy.Filtering),
    };

    public static PolicyResource Of(PortPolicy policy) => new()
    {
        Blocked = policy.Blocked,
        Security = Security(policy.Promiscuous, policy.MacChanges, policy.ForgedTransmits, Spell(policy.Guards)),
        MacLearning = new MacLearningResource
        {
            Enabled = policy.MacLearning.Enabled,
            Limit = policy.MacLearning.Limit,
            LimitPolicy = Word(policy.MacLearning.LimitPolicy),
            Flooding = policy.MacLearning.Flooding,
            AgeingSeconds = policy.MacLearning.AgeingSeconds,
        },
        Vlan = VlanText.Format(policy.Vlan),
        Teaming = new TeamingResource
        {
            Policy = TeamingPolicyWords.Word(policy.Teaming.Policy),
            Active = policy.Teaming.Active,
            Standby = policy.Teaming.Standby,
            Failback = policy.Teaming.Failback,
            NotifySwitches = policy.Teaming.NotifySwitches,
            FailureDetection = FailureDetectionWords.Word(policy.Teaming.FailureDetection),
            FailbackDelayMilliseconds = policy.Teaming.FailbackDelayMilliseconds,
        },
        Shaping = ShapingResource.Of(policy.IngressShaping, policy.EgressShaping),
        Filtering = FilteringResource.CountOf(policy.Filtering),
    };

    public static EffectivePolicyResource Effective(PortPolicy policy, PolicyOrigins origins) => new(Of(policy), OriginsOf(origins));

    public static ValueList<string> Words(PolicyCategories categories)
    {
        List<string> words = [];
        foreach (PolicyCategories category in (ReadOnlySpan<PolicyCategories>)
            [PolicyCategories.Blocked, PolicyCategories.Security, PolicyCategories.Vlan, PolicyCategories.Teaming, PolicyCategories.Shaping, PolicyCategories.Filtering])
        {
            if (categories.HasFlag(category))
            {
                words.Add(category.ToString().ToLowerInvariant());
            }
        }

        return [.. words];
    }

    private static ImmutableSortedDictionary<string, string> OriginsOf(PolicyOrigins origins) => ImmutableSortedDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create("blocked", Word(origins.Blocked)),
            KeyValuePair.Create("security.promiscuous", Word(origins.Promiscuous)),
            KeyValuePair.Create("security.macChanges", Word(origins.MacChanges)),
            KeyValuePair.Create("security.forgedTransmits", Word(origins.ForgedTransmits)),
            KeyValuePair.Create("security.bpduFilter", Word(origins.BpduFilter)),
            KeyValuePair.Create("security.dhcpGuard", Word(origins.DhcpGuard)),
            KeyValuePair.Create("security.raGuard", Word(origins.RaGuard)),
            KeyValuePair.Create("security.spoofGuard", Word(origins.SpoofGuard)),
            KeyValuePair.Create("macLearning.enabled", Word(origins.MacLearning)),
            KeyValuePair.Create("macLearning.limit", Word(origins.MacLimit)),
            KeyValuePair.Create("macLearning.limitPolicy", Word(origins.MacLimitPolicy)),
            KeyValuePair.Create("macLearning.flooding", Word(origins.MacFlooding)),
            KeyValuePair.Create("macLearning.ageingSeconds", Word(origins.MacAgeing)),
            KeyValuePair.Create("vlan", Word(origins.Vlan)),
            KeyValuePair.Create("teaming.policy", Word(origins.TeamingPolicy)),
            KeyValuePair.Create("teaming.active", Word(origins.UplinkOrder)),
            KeyValuePair.Create("teaming.standby", Word(origins.UplinkOrder)),
            KeyValuePair.Create("teaming.failback", Word(origins.Failback)),
            KeyValuePair.Create("teaming.notifySwitches", Word(origins.NotifySwitches)),
            KeyValuePair.Create("teaming.failureDetection", Word(origins.FailureDetection)),
            KeyValuePair.Create("teaming.failbackDelayMilliseconds", Word(origins.FailbackDelay)),
            KeyValuePair.Create("shaping.ingress", Word(origins.IngressShaping)),
            KeyValuePair.Create("shaping.egress", Word(origins.EgressShaping)),
            KeyValuePair.Create("filtering", Word(origins.Filtering)),
        ]);

    /// <summary>Guards with nothing left to inherit, as a level would give all of them.</summary>
    public static GuardConfig Spell(Guards guards) =>
        new() { BpduFilter = guards.BpduFilter, DhcpGuard = guards.DhcpGuard, RaGuard = guards.RaGuard, SpoofGuard = guards.SpoofGuard };

    private static SecurityResource Security(bool? promiscuous, bool? macChanges, bool? forgedTransmits, GuardConfig? guards) => new()
    {
        Promiscuous = Word(promiscuous),
        MacChanges = Word(macChanges),
        ForgedTransmits = Word(forgedTransmits),
        BpduFilter = guards?.BpduFilter,
        DhcpGuard = guards?.DhcpGuard,
        RaGuard = guards?.RaGuard,
        SpoofGuard = guards?.SpoofGuard is { } spoofGuard ? SpoofGuardWords.Word(spoofGuard) : null,
    };

    private static string? Word(bool? accepts) => accepts switch { true => "accept", false => "reject", null => null };

    private static string Word(MacLimitPolicy policy) => policy == MacLimitPolicy.Allow ? "allow" : "drop";

    public static string Word(PolicyOrigin origin) => origin switch
    {
        PolicyOrigin.Switch => "switch",
        PolicyOrigin.PortGroup => "portGroup",
        PolicyOrigin.Port => "port",
        _ => "default",
    };
}
