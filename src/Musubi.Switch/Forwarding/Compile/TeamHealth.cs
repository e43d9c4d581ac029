using System.Numerics;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Which uplinks of a team may carry now: those whose link carries, that have done so for the failback delay, and that beacons do not
/// say anything else of. The one place that knows. Sets are bits of <see cref="PortRecord.Team"/>.
/// </summary>
/// <param name="Eligible">Those among which the policy chooses.</param>
/// <param name="Delayed">Those that will be when they have been up for long enough.</param>
/// <param name="Lost">Those whose link carries and whose beacons nobody hears while others hear each other.</param>
/// <param name="IsAmbiguous">Beacons fail between all of them, and do not tell which one is at fault: frames leave by each.</param>
public readonly record struct TeamHealth(uint Eligible, uint Delayed, uint Lost, bool IsAmbiguous)
{
    public static TeamHealth Of(PlannedTeam team, IReadOnlyList<PortInput> inputs)
    {
        uint carrying = Where(team, ~0u, uplink => inputs[uplink.Index] is { Running: true, LinkUp: true });
        uint sound = team.Beacons ? Heard(team, carrying, inputs, out bool ambiguous) : Alone(carrying, out ambiguous);
        uint settled = team.FailbackDelay == TimeSpan.Zero ? sound : Where(team, sound, uplink => IsSettled(team, inputs[uplink.Index]));
        uint eligible = settled == 0 ? sound : settled;
        return new TeamHealth(eligible, sound & ~eligible, carrying & ~sound, ambiguous && BitOperations.PopCount(eligible) > 1);
    }

    private static uint Alone(uint carrying, out bool ambiguous)
    {
        ambiguous = false;
        return carrying;
    }

    /// <summary>
    /// Where two hear each other, whoever hears nobody has failed. Where nobody hears anybody, one whose link has just come up waits for
    /// the others' sake; the others have all failed, or none has: with two there is no telling. Where beacons never passed, links decide.
    /// </summary>
    private static uint Heard(PlannedTeam team, uint carrying, IReadOnlyList<PortInput> inputs, out bool ambiguous)
    {
        ambiguous = false;
        uint connected = Where(team, carrying, uplink => (Bits(team, Facts(inputs, uplink)?.Hears) & carrying & ~uplink.Bit) != 0);
        if (connected != 0)
        {
            return connected;
        }

        if (Where(team, ~0u, uplink => Facts(inputs, uplink) is { IsProven: true }) == 0)
        {
            return carrying;
        }

        uint old = Where(team, carrying, uplink => Facts(inputs, uplink) is not { IsFresh: true });
        if (old == 0)
        {
            return carrying;
        }

        ambiguous = Where(team, old, uplink => (Bits(team, Facts(inputs, uplink)?.Heard) & old & ~uplink.Bit) != 0) != 0;
        return old;
    }

    private static bool IsSettled(PlannedTeam team, PortInput input) =>
        !(input.UpFor < team.FailbackDelay) && !(team.Beacons && input.Beacons?.HeardFor < team.FailbackDelay);

    private static BeaconFacts? Facts(IReadOnlyList<PortInput> inputs, TeamUplink uplink) => inputs[uplink.Index].Beacons;

    private static uint Bits(PlannedTeam team, IReadOnlyList<int>? uplinks) => uplinks is null ? 0 : Where(team, ~0u, uplink => uplinks.Contains(uplink.Index));

    /// <summary>Those of a set that the team has and that satisfy a condition.</summary>
    private static uint Where(PlannedTeam team, uint among, Func<TeamUplink, bool> holds)
    {
        uint bits = 0;
        foreach (TeamUplink[] list in (ReadOnlySpan<TeamUplink[]>)[team.Active, team.Standby])
        {
            foreach (TeamUplink uplink in list)
            {
                bits |= (uplink.Bit & among) != 0 && holds(uplink) ? uplink.Bit : 0;
            }
        }

        return bits;
    }
}
