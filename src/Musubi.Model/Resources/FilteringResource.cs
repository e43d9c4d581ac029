using System.Diagnostics.CodeAnalysis;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Resources;

/// <summary>Traffic filtering and marking in its user form.</summary>
public sealed record FilteringResource
{
    /// <summary>Otherwise the rules are kept and nothing is filtered or marked.</summary>
    public bool Enabled { get; init; }

    /// <summary>In order; absent where only their number is told.</summary>
    public ValueList<FilterRuleResource>? Rules { get; init; }

    /// <summary>How many rules apply, where they are not shown: a thousand rules that all ports of a group inherit would be shown with each of them.</summary>
    public int? RuleCount { get; init; }

    /// <summary>As a level gives it.</summary>
    [return: NotNullIfNotNull(nameof(filtering))]
    public static FilteringResource? Of(FilteringConfig? filtering) =>
        filtering is null ? null : new FilteringResource { Enabled = filtering.Enabled, Rules = [.. filtering.Rules.Select(FilterRuleResource.Of)] };

    /// <summary>As it applies, without the rules.</summary>
    public static FilteringResource CountOf(FilteringConfig filtering) => new() { Enabled = filtering.Enabled, RuleCount = filtering.Rules.Count };
}
