namespace Musubi.Model.Resources;

/// <summary>A network resource pool.</summary>
public sealed record IoPoolResource
{
    public required string Name { get; init; }

    public long QuotaBitsPerSecond { get; init; }

    /// <summary>Of the quota, what connected vNICs have reserved.</summary>
    public long ReservedBitsPerSecond { get; init; }

    /// <summary>Absent when each of its vNICs shares for itself.</summary>
    public int? Shares { get; init; }

    /// <summary>Absent when there is none.</summary>
    public long? LimitBitsPerSecond { get; init; }
}
