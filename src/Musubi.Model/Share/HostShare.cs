using System.Collections.Immutable;

namespace Musubi.Model.Share;

/// <summary>
/// What one host's agent needs to make its part of every switch it is a member of. Compiled from an inventory by
/// <see cref="ShareCompiler"/>; the agent merges the share of the fabric with that of its standard switches.
/// </summary>
public sealed record HostShare
{
    public ImmutableDictionary<Guid, ShareSwitch> Switches { get; init; } = ImmutableDictionary<Guid, ShareSwitch>.Empty;

    public ImmutableDictionary<Guid, SharePort> Ports { get; init; } = ImmutableDictionary<Guid, SharePort>.Empty;

    /// <summary>What its ports and switches refer to, and nothing else.</summary>
    public ImmutableDictionary<Guid, FilterRuleSet> RuleSets { get; init; } = ImmutableDictionary<Guid, FilterRuleSet>.Empty;

    /// <summary>All rule sets that its ports and switches refer to are there.</summary>
    public bool HasItsRuleSets => Ports.Values.Select(port => port.RuleSet).Concat(Switches.Values.Select(owner => owner.UplinkRuleSet)).All(id => id is not { } set || RuleSets.ContainsKey(set));

    public static HostShare Empty { get; } = new();

    /// <summary>Equal when all switches and ports are.</summary>
    public bool Equals(HostShare? other) => other is not null && ShareDiff.Between(this, other).IsEmpty;

    public override int GetHashCode() => HashCode.Combine(Switches.Count, Ports.Count);
}
