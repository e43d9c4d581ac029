using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Changes how a switch carries frames for groups.</summary>
internal static class MulticastEdits
{
    public static MulticastConfig Merge(MulticastConfig present, MulticastSpec spec) => present with
    {
        Filtering = spec.Filtering ?? present.Filtering,
        FloodUnregistered = spec.FloodUnregistered ?? present.FloodUnregistered,
        QuerierEnabled = spec.QuerierEnabled ?? present.QuerierEnabled,
        QuerierIntervalSeconds = spec.QuerierIntervalSeconds ?? present.QuerierIntervalSeconds,
        QuerierIpv4 = spec.QuerierIpv4 ?? present.QuerierIpv4,
        QuerierIpv6 = spec.QuerierIpv6 ?? present.QuerierIpv6,
    };

    public static void Check(EditSession session, SwitchConfig before, SwitchConfig after)
    {
        foreach (ValidationError error in MulticastRules.Check(after.Multicast))
        {
            session.Errors.Invalid(error.Field, error.Value, error.Rule);
        }

        if (after.Multicast.Filtering != MulticastFiltering.Snooping)
        {
            return;
        }

        if (!after.Multicast.QuerierEnabled && after.Multicast != before.Multicast)
        {
            session.Errors.Warn("multicastQuerier.enabled", "false", "leaves nobody to ask for listeners where no other querier is: multicast is flooded there, as without snooping");
        }

        if (before.Multicast.Filtering == MulticastFiltering.Snooping)
        {
            return;
        }

        foreach (MemberConfig member in after.Members)
        {
            if (session.Draft.Hosts.TryGet(member.HostId, out HostConfig? host))
            {
                CapabilityCheck.Require(session, host, "multicastFiltering", RequiredCapabilities.OfMulticast(after.Multicast));
            }
        }
    }
}
