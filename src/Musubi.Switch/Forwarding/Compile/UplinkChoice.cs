using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Teaming: which uplink a port is pinned to. A pure function of settings, port number and what is up, so that a port
/// whose uplink is well never moves because another one failed.
/// </summary>
public static class UplinkChoice
{
    /// <summary>The id of an uplink port, or null when none is eligible.</summary>
    /// <param name="number">The port's number on its switch.</param>
    /// <param name="isUp">Whether an uplink port runs and its link carries.</param>
    /// <param name="present">What it is pinned to now; kept without failback while it is up and not unused.</param>
    public static string? Choose(TeamingSettings teaming, uint number, Func<string, bool> isUp, string? present)
    {
        if (!teaming.Failback && present is not null && isUp(present) && (teaming.Active.Contains(present) || teaming.Standby.Contains(present)))
        {
            return present;
        }

        return teaming.Policy == TeamingPolicy.ExplicitOrder
            ? teaming.Active.Concat(teaming.Standby).FirstOrDefault(isUp)
            : ByPortId(teaming, number, isUp);
    }

    /// <summary>Where each frame decides: the uplink of a bucket, as if it were a port with that number.</summary>
    public static string? OfBucket(TeamingSettings teaming, uint bucket, Func<string, bool> isUp) => ByPortId(teaming, bucket, isUp);

    /// <summary>
    /// Each port has a home among the active uplinks, by its number. While the home is down a standby uplink takes its place, one
    /// for each failed active uplink in order; where there are too few, the active ones that are left share the ports.
    /// </summary>
    private static string? ByPortId(TeamingSettings teaming, uint number, Func<string, bool> isUp)
    {
        string[] standby = [.. teaming.Standby.Where(isUp)];
        if (teaming.Active.Count == 0)
        {
            return standby.FirstOrDefault();
        }

        int home = (int)(number % (uint)teaming.Active.Count);
        if (isUp(teaming.Active[home]))
        {
            return teaming.Active[home];
        }

        int failedBefore = teaming.Active.Take(home).Count(uplink => !isUp(uplink));
        if (failedBefore < standby.Length)
        {
            return standby[failedBefore];
        }

        string[] left = [.. teaming.Active.Where(isUp), .. standby];
        return left.Length == 0 ? null : left[number / (uint)teaming.Active.Count % (uint)left.Length];
    }
}
