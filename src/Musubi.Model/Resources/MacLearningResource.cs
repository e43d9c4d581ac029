namespace Musubi.Model.Resources;

/// <summary>MAC learning in its user form; absent inherits.</summary>
public sealed record MacLearningResource
{
    public bool? Enabled { get; init; }

    /// <summary>Most MACs of a port, 1..4096.</summary>
    public int? Limit { get; init; }

    /// <summary>"drop" or "allow".</summary>
    public string? LimitPolicy { get; init; }

    public bool? Flooding { get; init; }

    /// <summary>1..86400.</summary>
    public int? AgeingSeconds { get; init; }
}
