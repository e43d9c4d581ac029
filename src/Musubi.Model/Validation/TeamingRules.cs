using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>What cannot go together in teaming.</summary>
internal static class TeamingRules
{
    /// <summary>With fewer, beacons do not tell which uplink is at fault.</summary>
    public const int UplinksForBeacons = 3;

    private const int FirstVlan = 0;
    private const int LastVlan = 4094;

    /// <summary>Every contradiction in the policy of a port.</summary>
    /// <param name="policy">With nothing left to inherit.</param>
    /// <param name="owner">The switch: which names are LAGs.</param>
    public static IEnumerable<ValidationError> Check(PortPolicy policy, SwitchConfig owner)
    {
        Teaming teaming = policy.Teaming;
        if (owner.Lags.FirstOrDefault(lag => teaming.Active.Contains(lag.Name) || teaming.Standby.Contains(lag.Name)) is { } lag)
        {
            foreach (ValidationError error in CheckWithLag(teaming, lag.Name))
            {
                yield return error;
            }
        }

        if (teaming is { Policy: TeamingPolicy.IpHash, Standby: [var standby, ..] })
        {
            yield return new ValidationError("policy.teaming.standby", standby, "must be empty with ipHash: the physical switch has all uplinks as one channel, in which none can stand by");
        }

        if (teaming is { Policy: TeamingPolicy.IpHash, FailureDetection: FailureDetection.Beacon })
        {
            yield return new ValidationError("policy.teaming.failureDetection", "beacon", "must be link with ipHash: of a channel's links the physical switch sends a beacon to one only, or to none");
        }

        if (teaming.FailureDetection == FailureDetection.Beacon && policy.Vlan is { Mode: VlanMode.Trunk, Ranges: [{ First: FirstVlan, Last: LastVlan }] })
        {
            yield return new ValidationError("policy.teaming.failureDetection", "beacon", "must be link where the guest tags with any VLAN: nobody can say in which of them beacons would pass");
        }
    }

    private static IEnumerable<ValidationError> CheckWithLag(Teaming teaming, string lag)
    {
        if (teaming.Policy == TeamingPolicy.IpHash)
        {
            yield return new ValidationError("policy.teaming.policy", "ipHash", $"must be another with {lag} in the order: ipHash is for a static channel, and a LAG has a hash of its own");
        }

        if (teaming.Policy == TeamingPolicy.PhysicalLoad)
        {
            yield return new ValidationError("policy.teaming.policy", "physicalLoad", $"must be another with {lag} in the order: a LAG spreads what leaves by it over its uplinks by its hash, not by load");
        }

        if (teaming.FailureDetection == FailureDetection.Beacon)
        {
            yield return new ValidationError("policy.teaming.failureDetection", "beacon", $"must be link with {lag} in the order: LACP finds links of a LAG that carry nothing");
        }
    }

    public static string TooFewForBeacons(int uplinks) => uplinks < 2
        ? "finds nothing with one uplink: nobody hears its beacons"
        : "cannot tell with two uplinks which one has failed, and then sends each frame by both; with three it can";
}
