namespace Musubi.Switch.Forwarding.Compile;

/// <summary>What beacons say of an uplink. Those of which nothing was ever heard say nothing.</summary>
public sealed record BeaconFacts
{
    /// <summary>Plan indexes of the uplinks that it hears now and that hear it.</summary>
    public IReadOnlyList<int> Hears { get; init; } = [];

    /// <summary>The same of those that it has heard, and that have heard it, since the links of both came up.</summary>
    public IReadOnlyList<int> Heard { get; init; } = [];

    /// <summary>Its link came up and nobody has been heard since.</summary>
    public bool IsFresh { get; init; }

    /// <summary>It was heard once, so beacons do pass in its network.</summary>
    public bool IsProven { get; init; }

    /// <summary>For how long it has heard somebody without a break; null: for as long as matters.</summary>
    public TimeSpan? HeardFor { get; init; }
}
