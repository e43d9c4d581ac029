namespace Musubi.Model.Policy;

/// <summary>Teaming with nothing left to inherit; lists hold uplink names of the switch.</summary>
public sealed record Teaming
{
    public const int DefaultFailbackDelayMilliseconds = 100;

    public const int MaxFailbackDelayMilliseconds = 600_000;

    public required TeamingPolicy Policy { get; init; }

    public required ValueList<string> Active { get; init; }

    public required ValueList<string> Standby { get; init; }

    public required bool Failback { get; init; }

    public required bool NotifySwitches { get; init; }

    public FailureDetection FailureDetection { get; init; }

    /// <summary>0..600000.</summary>
    public int FailbackDelayMilliseconds { get; init; } = DefaultFailbackDelayMilliseconds;
}
