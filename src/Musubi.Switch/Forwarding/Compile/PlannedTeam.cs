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

    /// <summary>The bit of an uplink of the team; 0 of others.</summary>
    /// <param name="index">Of its port in the plan.</param>
    public uint BitOf(int index)
    {
        foreach (TeamUplink[] list in (ReadOnlySpan<TeamUplink[]>)[Active, Standby])
        {
            foreach (TeamUplink uplink in list)
            {
                if (uplink.Index == index)
                {
                    return uplink.Bit;
                }
            }
        }

        return 0;
    }

    /// <summary>A LAG is among them.</summary>
    public bool HasLag => Active.Concat(Standby).Any(uplink => uplink.IsLag);

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
