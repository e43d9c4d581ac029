namespace Musubi.Model.Resources;

/// <summary>Teaming in its user form; absent inherits.</summary>
public sealed record TeamingResource
{
    /// <summary>"portId", "explicitOrder", "sourceMac", "ipHash" or "physicalLoad".</summary>
    public string? Policy { get; init; }

    /// <summary>Uplink names in order.</summary>
    public ValueList<string>? Active { get; init; }

    public ValueList<string>? Standby { get; init; }

    public bool? Failback { get; init; }

    public bool? NotifySwitches { get; init; }

    /// <summary>"link" or "beacon".</summary>
    public string? FailureDetection { get; init; }

    public int? FailbackDelayMilliseconds { get; init; }
}
