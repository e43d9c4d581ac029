using System.Globalization;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Changes a port's own policy.</summary>
internal static class PortEdits
{
    public static void Update(EditSession session, UpdatePort command)
    {
        if (!session.Draft.Ports.TryGet(command.Port, out PortConfig? present))
        {
            session.Errors.NotFound("port", command.Port.ToString(), "no such port exists");
            return;
        }

        session.Target = present.Id;
        session.CheckRevision(command.Revision, present);
        PortGroupConfig group = session.Draft.PortGroups[present.PortGroupId];
        SwitchConfig owner = session.Draft.Switches[group.SwitchId];
        CheckPermitted(session, group, command.Policy);
        PortPolicyConfig policy = PolicyEdits.Merge(session.Errors, present.Policy, command.Policy, owner);
        PrivateVlanEdits.CheckPolicy(session, owner, present.Policy, policy);
        TeamingEdits.Check(session, owner, PolicyResolver.Resolve(owner, group.Policy, present.Policy), PolicyResolver.Resolve(owner, group.Policy, policy));
        if (present.Connection is { } connection && session.Draft.Hosts.TryGet(connection.HostId, out HostConfig? host))
        {
            CapabilityCheck.Require(session, host, "policy", CapabilityCheck.Added(
                PolicyResolver.Resolve(owner, group.Policy, present.Policy), PolicyResolver.Resolve(owner, group.Policy, policy)));
        }

        session.Draft.Ports.Put(present with { Policy = policy });
        if (command.Policy.Guards.SpoofGuard.Value == SpoofGuard.Configured)
        {
            AddressEdits.Warn(session, present.Id, "policy.security.spoofGuard");
        }
    }

    /// <summary>Only what is set needs permission; to inherit again is always permitted.</summary>
    private static void CheckPermitted(EditSession session, PortGroupConfig group, PolicySpec spec)
    {
        (string Field, PolicyCategories Category, bool IsSet)[] parts =
        [
            ("policy.blocked", PolicyCategories.Blocked, spec.Blocked.Value is not null),
            ("policy.security", PolicyCategories.Security,
                spec.Promiscuous.Value is not null || spec.MacChanges.Value is not null || spec.ForgedTransmits.Value is not null || spec.Guards.Sets),
            ("policy.macLearning", PolicyCategories.Security,
                spec.MacLearning.Value is not null || spec.MacLimit.Value is not null || spec.MacLimitPolicy.Value is not null
                || spec.MacFlooding.Value is not null || spec.MacAgeingSeconds.Value is not null),
            ("policy.vlan", PolicyCategories.Vlan, spec.Vlan.Value is not null),
            ("policy.teaming", PolicyCategories.Teaming,
                spec.TeamingPolicy.Value is not null || spec.Active.Value is not null || spec.Standby.Value is not null
                || spec.Failback.Value is not null || spec.NotifySwitches.Value is not null
                || spec.FailureDetection.Value is not null || spec.FailbackDelayMilliseconds.Value is not null),
            ("policy.shaping", PolicyCategories.Shaping, spec.IngressShaping.Value is not null || spec.EgressShaping.Value is not null),
            ("policy.filtering", PolicyCategories.Filtering, spec.Filtering.IsSet),
        ];
        string permitted = group.PortOverrides.ToString().ToLower(CultureInfo.InvariantCulture);
        foreach ((string field, PolicyCategories category, bool isSet) in parts)
        {
            if (isSet && !group.PortOverrides.HasFlag(category))
            {
                session.Errors.Refuse(field, "", $"port group {group.Name} does not permit its ports to override this (portOverrides: {permitted})");
            }
        }
    }
}
