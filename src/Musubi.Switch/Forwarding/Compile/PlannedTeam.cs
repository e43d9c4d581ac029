using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>What ports with the same teaming settings share, as the plan has it. Does not change with links.</summary>
public sealed class PlannedTeam
{
    public required TeamingPolicy Policy { get; init; }

    /// <summary>In order.</summary>
    public required TeamUplink[] Active { get; init; }

    /// <summary>In order.</summary>
    public required TeamUplink[] Standby { get; init; }

    public required bool Failback { get; init; }

    /// <summary>An uplink that came back is not used before it has been up for so long, unless no other is left.</summary>
    public TimeSpan FailbackDelay { get; init; }

    /// <summary>Uplinks must hear each other's beacons.</summary>
    public bool Beacons { get; init; }

    /// <summary>Each frame decides by which uplink it leaves.</summary>
    public bool Spreads => Policy is TeamingPolicy.SourceMac or TeamingPolicy.IpHash;

    public static PlannedTeam Of(TeamingSettings settings, Func<string, TeamUplink> find) => new()
    {
        Policy = settings.Policy,
        Active = [.. settings.Active.Select(find)],
        Standby = [.. settings.Standby.Select(find)],
        Failback = settings.Failback,
        FailbackDelay = TimeSpan.FromMilliseconds(settings.FailbackDelayMilliseconds),
        Beacons = settings.FailureDetection == FailureDetection.Beacon && settings.Policy != TeamingPolicy.IpHash,
    };
}
