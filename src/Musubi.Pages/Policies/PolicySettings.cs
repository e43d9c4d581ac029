using Musubi.Model.Policy;
using Musubi.Pages.Forms;

namespace Musubi.Pages.Policies;

/// <summary>Every part of port policy that the pages can edit, in the order in which they show it.</summary>
public static class PolicySettings
{
    private static readonly string[] Acceptances = ["accept", "reject"];

    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        new("blocked", "blocked", "blocked", FieldKind.Flag),
        new("vlan", "vlan", "vlan", FieldKind.Vlan),
        new("security.promiscuous", "security", "security", FieldKind.Choice, Acceptances),
        new("security.macChanges", "security", "security", FieldKind.Choice, Acceptances),
        new("security.forgedTransmits", "security", "security", FieldKind.Choice, Acceptances),
        new("security.bpduFilter", "guards", "security", FieldKind.Flag),
        new("security.dhcpGuard", "guards", "security", FieldKind.Flag),
        new("security.raGuard", "guards", "security", FieldKind.Flag),
        new("security.spoofGuard", "guards", "security", FieldKind.Choice, [.. SpoofGuardWords.All]),
        new("macLearning.enabled", "macLearning", "security", FieldKind.Flag),
        new("macLearning.limit", "macLearning", "security", FieldKind.Number),
        new("macLearning.limitPolicy", "macLearning", "security", FieldKind.Choice, "drop", "allow"),
        new("macLearning.flooding", "macLearning", "security", FieldKind.Flag),
        new("macLearning.ageingSeconds", "macLearning", "security", FieldKind.Number),
        new("teaming.policy", "teaming", "teaming", FieldKind.Choice, [.. Enum.GetValues<TeamingPolicy>().Select(TeamingPolicyWords.Word)]),
        new("teaming.active", "teaming", "teaming", FieldKind.Order),
        new("teaming.failureDetection", "teaming", "teaming", FieldKind.Choice, "link", "beacon"),
        new("teaming.failback", "teaming", "teaming", FieldKind.Flag),
        new("teaming.failbackDelayMilliseconds", "teaming", "teaming", FieldKind.Number),
        new("teaming.notifySwitches", "teaming", "teaming", FieldKind.Flag),
        new("shaping.ingress", "shaping", "shaping", FieldKind.Limit),
        new("shaping.egress", "shaping", "shaping", FieldKind.Limit),
        new("filtering", "filtering", "filtering", FieldKind.Rules),
    ];

    public static IReadOnlyList<string> Categories { get; } = [.. All.Select(setting => setting.Category).Distinct()];
}
