namespace Musubi.Model.Resources;

/// <summary>Port policy in its user form. A member that is absent inherits.</summary>
public sealed record PolicyResource
{
    public bool? Blocked { get; init; }

    public SecurityResource? Security { get; init; }

    public MacLearningResource? MacLearning { get; init; }

    /// <summary>"none", an id such as "10", "trunk 0,10-20", or "private 101".</summary>
    public string? Vlan { get; init; }

    public TeamingResource? Teaming { get; init; }

    public ShapingResource? Shaping { get; init; }

    public FilteringResource? Filtering { get; init; }
}
