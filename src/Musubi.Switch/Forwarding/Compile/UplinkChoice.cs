using System.Numerics;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Teaming: which uplink a port is pinned to. A pure function of settings, port number and what is eligible, so that a port
/// whose uplink is well never moves because another one failed.
/// </summary>
public static class UplinkChoice
{
    /// <summary>Plan index of an uplink, or <see cref="PortRecord.NoUplink"/> when none is eligible.</summary>
    /// <param name="team">The port's.</param>
    /// <param name="eligible">Bits of those that may carry.</param>
    /// <param name="number">The port's number on its switch.</param>
    /// <param name="present">What it is pinned to now; kept without failback while it is eligible and not unused.</param>
    /// <param name="assigned">By physical load: where it was moved to; taken while that is in use. Otherwise none.</param>
    public static int Choose(PlannedTeam team, uint eligible, uint number, int present, int assigned)
    {
        if (team.Policy == TeamingPolicy.PhysicalLoad && IsInUse(team, eligible, assigned))
        {
            return assigned;
        }

        if (!team.Failback && (Has(team.Active, eligible, present) || Has(team.Standby, eligible, present)))
        {
            return present;
        }

        return team.Policy == TeamingPolicy.ExplicitOrder ? First(team, eligible) : ByNumber(team, eligible, number);
    }

    /// <summary>Where each frame decides: the uplink of a bucket, as if it were a port with that number.</summary>
    public static int OfBucket(PlannedTeam team, uint eligible, uint bucket) => ByNumber(team, eligible, bucket);

    /// <summary>Whether ports are spread over an uplink by their number: it is active and eligible, or stands in for one that is not.</summary>
    public static bool IsInUse(PlannedTeam team, uint eligible, int uplink)
    {
        if (Has(team.Active, eligible, uplink))
        {
            return true;
        }

        int failed = team.Active.Length == 0 ? 1 : team.Active.Length - Count(team.Active, eligible);
        for (int place = 0; place < failed; place++)
        {
            if (At(team.Standby, eligible, place) is >= 0 and int standIn && standIn == uplink)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Has(TeamUplink[] uplinks, uint eligible, int index)
    {
        foreach (TeamUplink uplink in uplinks)
        {
            if (uplink.Index == index && (uplink.Bit & eligible) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static int First(PlannedTeam team, uint eligible)
    {
        int found = At(team.Active, eligible, 0);
        return found != PortRecord.NoUplink ? found : At(team.Standby, eligible, 0);
    }

    /// <summary>
    /// Each port has a home among the active uplinks, by its number. While the home is down a standby uplink takes its place, one
    /// for each failed active uplink in order; where there are too few, the active ones that are left share the ports.
    /// </summary>
    private static int ByNumber(PlannedTeam team, uint eligible, uint number)
    {
        if (team.Active.Length == 0)
        {
            return At(team.Standby, eligible, 0);
        }

        uint actives = (uint)team.Active.Length;
        int home = (int)(number % actives);
        if ((team.Active[home].Bit & eligible) != 0)
        {
            return team.Active[home].Index;
        }

        int failedBefore = Count(team.Active.AsSpan(0, home), ~eligible);
        int standIn = At(team.Standby, eligible, failedBefore);
        if (standIn != PortRecord.NoUplink)
        {
            return standIn;
        }

        int activesLeft = Count(team.Active, eligible);
        int left = activesLeft + Count(team.Standby, eligible);
        if (left == 0)
        {
            return PortRecord.NoUplink;
        }

        int place = (int)(number / actives % (uint)left);
        return place < activesLeft ? At(team.Active, eligible, place) : At(team.Standby, eligible, place - activesLeft);
    }

    /// <summary>Plan index of the eligible uplink at a place among the eligible ones of a list.</summary>
    private static int At(TeamUplink[] uplinks, uint eligible, int place)
    {
        foreach (TeamUplink uplink in uplinks)
        {
            if ((uplink.Bit & eligible) != 0 && place-- == 0)
            {
                return uplink.Index;
            }
        }

        return PortRecord.NoUplink;
    }

    private static int Count(ReadOnlySpan<TeamUplink> uplinks, uint among)
    {
        uint bits = 0;
        foreach (TeamUplink uplink in uplinks)
        {
            bits |= uplink.Bit & among;
        }

        return BitOperations.PopCount(bits);
    }
}
