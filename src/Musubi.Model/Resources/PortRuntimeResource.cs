using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>How a connected port fares.</summary>
public sealed record PortRuntimeResource
{
    public ObjectState State { get; init; }

    /// <summary>Why it is not done; absent when it is.</summary>
    public string? Reason { get; init; }

    public bool LinkUp { get; init; }

    /// <summary>Absent when no uplink is eligible.</summary>
    public string? PinnedUplink { get; init; }

    public MacAddress? EffectiveMac { get; init; }

    /// <summary>MACs learned now; absent when there are none.</summary>
    public int? LearnedMacs { get; init; }

    /// <summary>IP addresses that its guest was seen to have; absent when there are none, or none are looked for (spoof guard off or "configured").</summary>
    public ValueList<string>? SeenAddresses { get; init; }
}
