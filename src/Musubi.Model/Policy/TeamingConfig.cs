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

    /// <summary>Default link.</summary>
    public FailureDetection? FailureDetection { get; init; }

    /// <summary>How long an uplink that came back must have been up before it is used, unless no other is left: 0..600000. Default 100.</summary>
    public int? FailbackDelayMilliseconds { get; init; }
}
