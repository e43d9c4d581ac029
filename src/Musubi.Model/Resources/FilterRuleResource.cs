using System.Collections.Immutable;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Resources;

/// <summary>A rule of traffic filtering and marking as its users see it.</summary>
public sealed record FilterRuleResource
{
    public required string Name { get; init; }

    /// <summary>"ingress", "egress" or "both".</summary>
    public string Direction { get; init; } = "both";

    /// <summary>"allow", "drop" or "mark".</summary>
    public required string Action { get; init; }

    /// <summary>The priority that a marking rule writes, 0..7.</summary>
    public int? Cos { get; init; }

    /// <summary>The DSCP that a marking rule writes, 0..63.</summary>
    public int? Dscp { get; init; }

    /// <summary>What it asks of a frame, by the name of the question.</summary>
    public ImmutableSortedDictionary<string, string> Match { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Frames that met it; absent where nobody asked for that.</summary>
    public ulong? Hits { get; init; }

    public static FilterRuleResource Of(FilterRule rule) => new()
    {
        Name = rule.Name,
        Direction = rule.Direction.ToString().ToLowerInvariant(),
        Action = rule.Action.ToString().ToLowerInvariant(),
        Cos = rule.Cos,
        Dscp = rule.Dscp,
        Match = FilterFields.Write(rule.Match).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };
}
