namespace Musubi.Model.Policy.Filtering;

/// <summary>One rule of a list. What it must be to make sense stands in <see cref="Validation.FilterRules"/>.</summary>
public sealed record FilterRule
{
    public const int MaxNameLength = 64;

    public const int MaxCos = 7;

    public const int MaxDscp = 63;

    /// <summary>Unique in its list: hits are told by it.</summary>
    public required string Name { get; init; }

    public FilterDirection Direction { get; init; }

    public required FilterAction Action { get; init; }

    /// <summary>The priority that <see cref="FilterAction.Mark"/> writes into the tag, 0..7; null leaves it.</summary>
    public int? Cos { get; init; }

    /// <summary>The DSCP that <see cref="FilterAction.Mark"/> writes into IP headers, 0..63; null leaves it.</summary>
    public int? Dscp { get; init; }

    public FilterMatch Match { get; init; } = FilterMatch.Everything;
}
