namespace Musubi.Model.Policy;

/// <summary>
/// Teaming and failover. Each field inherits on its own, but active and standby go together: a level that gives one
/// gives the whole order. An uplink name in neither list is unused.
/// </summary>
public sealed record TeamingConfig
{
    public TeamingPolicy? Policy { get; init; }

    public ValueList<string>? Active { get; init; }

    public ValueList<string>? Standby { get; init; }

    /// <summary>Return to a preferred uplink when it is back. Default true.</summary>
    public bool? Failback { get; init; }

    /// <summary>Announce MACs (RARP) when a port moves to another uplink. Default true.</summary>
    public bool? NotifySwitches { get; init; }
}
