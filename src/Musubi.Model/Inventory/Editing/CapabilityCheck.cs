using Musubi.Model.Capabilities;
using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Refuses what a host cannot do, naming the host, the capability and what needs it.</summary>
internal static class CapabilityCheck
{
    public static void Require(EditSession session, HostConfig host, string field, IEnumerable<Requirement> requirements)
    {
        foreach (Requirement requirement in requirements)
        {
            if (!host.Capabilities.Contains(requirement.Capability))
            {
                session.Errors.Refuse(field, host.Name, $"host {host.Name} lacks the capability {requirement.Capability}, which {requirement.Reason} needs");
            }
        }
    }

    /// <summary>Everything that a host needs to become a member: the switch's kind, and the policy of each of its port groups.</summary>
    public static void RequireMembership(EditSession session, SwitchConfig owner, HostConfig host, string field)
    {
        HashSet<Requirement> required = [RequiredCapabilities.OfSwitch(owner.Kind), .. RequiredCapabilities.OfLags(owner), .. RequiredCapabilities.OfDiscovery(owner.Discovery), .. RequiredCapabilities.OfMulticast(owner.Multicast), .. RequiredCapabilities.OfFiltering(owner.UplinkFiltering), .. RequiredCapabilities.OfIoControl(owner.IoControl), .. RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(owner))];
        foreach (PortGroupConfig group in session.Draft.PortGroups.OfSwitch(owner.Id))
        {
            required.UnionWith(RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(owner, group.Policy)));
        }

        Require(session, host, field, required.OrderBy(r => r.Capability, StringComparer.Ordinal));
    }

    /// <summary>What a change of policy newly needs of all members. What was needed before is not asked for again, so that a host that lost a capability does not stop every edit.</summary>
    public static void RequireOfMembers(EditSession session, SwitchConfig owner, PortPolicy? before, PortPolicy after)
    {
        Requirement[] added = [.. Added(before, after)];
        if (added.Length == 0)
        {
            return;
        }

        foreach (MemberConfig member in owner.Members)
        {
            if (session.Draft.Hosts.TryGet(member.HostId, out HostConfig? host))
            {
                Require(session, host, "policy", added);
            }
        }
    }

    public static IEnumerable<Requirement> Added(PortPolicy? before, PortPolicy after)
    {
        ValueList<Requirement> required = RequiredCapabilities.OfPolicy(after);
        return before is null ? required : required.Except(RequiredCapabilities.OfPolicy(before));
    }
}
