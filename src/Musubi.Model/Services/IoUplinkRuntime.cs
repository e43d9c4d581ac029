namespace Musubi.Model.Services;

/// <summary>How an uplink of a host is shared.</summary>
public sealed record IoUplinkRuntime
{
    public required Guid SwitchId { get; init; }

    public required string Uplink { get; init; }

    /// <summary>What it is taken to carry; 0 when nobody knows, and then it is never full.</summary>
    public long CapacityBitsPerSecond { get; init; }

    /// <summary>When it was told; null when unknown.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public ValueList<IoClassRuntime> Classes { get; init; } = [];
}
