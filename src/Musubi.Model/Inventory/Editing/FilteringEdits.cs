using System.Globalization;
using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Json;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Merges a change of traffic filtering and marking into what is there, and checks the rules that it gives.</summary>
internal static class FilteringEdits
{
    /// <param name="field">Where it stands in the request.</param>
    /// <param name="present">Of that level as it is; null when it inherits.</param>
    public static FilteringConfig? Merge(ErrorList errors, string field, FilteringConfig? present, FilteringSpec spec)
    {
        if (!spec.IsGiven)
        {
            return present;
        }

        if (spec is { Enabled: { IsGiven: true, Value: null }, Rules: { IsGiven: true, Value: null } })
        {
            return null;
        }

        FilteringConfig merged = new(spec.Enabled.Value ?? present?.Enabled ?? true, spec.Rules.Value ?? present?.Rules ?? []);
        if (spec.Rules.Value is { } rules && rules != present?.Rules)
        {
            Check(errors, field, rules);
        }
        else if (present is null && merged.Enabled)
        {
            errors.Warn($"{field}.enabled", "true", "does nothing: there are no rules, and where rules were inherited, an empty list takes their place");
        }

        return merged;
    }

    /// <summary>Of a switch: the rules between its uplinks and the wire.</summary>
    public static SwitchConfig WriteUplinks(EditSession session, SwitchConfig present, SwitchSpec spec)
    {
        FilteringConfig merged = Merge(session.Errors, "uplinkFiltering", present.UplinkFiltering == FilteringConfig.Off ? null : present.UplinkFiltering, spec.UplinkFiltering) ?? FilteringConfig.Off;
        foreach (Requirement requirement in RequiredCapabilities.OfFiltering(merged).Except(RequiredCapabilities.OfFiltering(present.UplinkFiltering)))
        {
            foreach (MemberConfig member in present.Members)
            {
                CapabilityCheck.Require(session, session.Draft.Hosts[member.HostId], "uplinkFiltering", [requirement]);
            }
        }

        return present with { UplinkFiltering = merged };
    }

    private static void Check(ErrorList errors, string field, ValueList<FilterRule> rules)
    {
        bool isSound = true;
        int size = JsonSerializer.SerializeToUtf8Bytes(rules, ModelJson.Options).Length;
        if (size > Limits.MaxRuleListBytes)
        {
            errors.Invalid($"{field}.rules", size.ToString(CultureInfo.InvariantCulture), $"must be at most {Limits.MaxRuleListBytes} bytes, as they are kept");
            isSound = false;
        }

        foreach ((string at, string value, string rule) in FilterRules.Check(rules))
        {
            errors.Invalid($"{field}.{at}", value, rule);
            isSound = false;
        }

        foreach ((string at, string value, string rule) in isSound ? FilterRules.FindShadowed(rules) : [])
        {
            errors.Warn($"{field}.{at}", value, rule);
        }
    }
}
