namespace Musubi.Model.Resources;

/// <summary>A LAG on one host.</summary>
public sealed record LagStateResource
{
    public string Kind { get; init; } = "Lag";

    public required string Name { get; init; }

    public string Switch { get; init; } = "";

    public string Host { get; init; } = "";

    /// <summary>"active" or "passive".</summary>
    public string Mode { get; init; } = "";

    /// <summary>"slow" or "fast".</summary>
    public string Rate { get; init; } = "";

    public string Hash { get; init; } = "";

    public int Key { get; init; }

    /// <summary>Members by which frames leave.</summary>
    public int InUse { get; init; }

    /// <summary>Absent while no member has any.</summary>
    public LagPartnerResource? Partner { get; init; }

    public ValueList<LagMemberResource> Members { get; init; } = [];
}
