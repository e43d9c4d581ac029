using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Share;

/// <summary>Gathers the rule sets that a share refers to. What a list is as a set is found once for as long as the list is: shares are made again and again.</summary>
internal sealed class RuleSetCollector
{
    private static readonly ConditionalWeakTable<FilteringConfig, FilterRuleSet> Made = [];

    private readonly ImmutableDictionary<Guid, FilterRuleSet>.Builder _sets = ImmutableDictionary.CreateBuilder<Guid, FilterRuleSet>();

    /// <summary>The id of the set that stands for it, or null when nothing is filtered.</summary>
    public Guid? Add(FilteringConfig filtering)
    {
        if (!filtering.IsActive)
        {
            return null;
        }

        FilterRuleSet set = Made.GetValue(filtering, static from => FilterRuleSet.Of(from.Rules));
        _sets[set.Id] = set;
        return set.Id;
    }

    public ImmutableDictionary<Guid, FilterRuleSet> Finish() => _sets.ToImmutable();
}
