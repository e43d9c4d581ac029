using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Checks what teaming gives when all levels are taken together.</summary>
internal static class TeamingEdits
{
    /// <summary>Of the levels whose policy is edited: what becomes contradictory is an error, and what is permitted but does not help is warned of.</summary>
    /// <param name="session">The edit.</param>
    /// <param name="owner">The switch, as it would be.</param>
    /// <param name="before">What applied before it.</param>
    /// <param name="after">What would apply.</param>
    public static void Check(EditSession session, SwitchConfig owner, PortPolicy before, PortPolicy after)
    {
        Check(session, owner, before, after, "");
        int uplinks = after.Teaming.Active.Count + after.Teaming.Standby.Count;
        if (after.Teaming != before.Teaming && after.Teaming.FailureDetection == FailureDetection.Beacon && uplinks < TeamingRules.UplinksForBeacons)
        {
            session.Errors.Warn("policy.teaming.failureDetection", "beacon", TeamingRules.TooFewForBeacons(uplinks));
        }
    }

    /// <summary>What an edit of a switch makes contradictory in its port groups and their ports.</summary>
    public static void CheckBelow(EditSession session, SwitchConfig before, SwitchConfig after)
    {
        if (before.Policy.Teaming == after.Policy.Teaming && before.Policy.Vlan == after.Policy.Vlan && before.Lags == after.Lags && before.Uplinks == after.Uplinks)
        {
            return;
        }

        foreach (PortGroupConfig group in session.Draft.PortGroups.OfSwitch(after.Id))
        {
            Check(session, after, PolicyResolver.Resolve(before, group.Policy), PolicyResolver.Resolve(after, group.Policy), $" in port group {group.Name}");
            CheckPorts(session, after, group, policy => PolicyResolver.Resolve(before, group.Policy, policy), policy => PolicyResolver.Resolve(after, group.Policy, policy));
        }
    }

    /// <summary>What an edit of a port group makes contradictory in its ports.</summary>
    public static void CheckBelow(EditSession session, SwitchConfig owner, PortGroupConfig before, PortGroupConfig after)
    {
        if (before.Policy.Teaming != after.Policy.Teaming || before.Policy.Vlan != after.Policy.Vlan)
        {
            CheckPorts(session, owner, after, policy => PolicyResolver.Resolve(owner, before.Policy, policy), policy => PolicyResolver.Resolve(owner, after.Policy, policy));
        }
    }

    private static void CheckPorts(EditSession session, SwitchConfig owner, PortGroupConfig group, Func<PortPolicyConfig, PortPolicy> before, Func<PortPolicyConfig, PortPolicy> after)
    {
        foreach (PortConfig port in session.Draft.Ports.ConnectedIn(group.Id).Concat(session.Draft.Ports.FreeIn(group.Id))
            .Where(port => port.Policy is { Teaming: not null } or { Vlan: not null }))
        {
            Check(session, owner, before(port.Policy), after(port.Policy), $" at port {port.Number}");
        }
    }

    /// <summary>What was contradictory before stays, so that it can be mended step by step.</summary>
    private static void Check(EditSession session, SwitchConfig owner, PortPolicy before, PortPolicy after, string where)
    {
        foreach (ValidationError error in TeamingRules.Check(after, owner).Except(TeamingRules.Check(before, owner)))
        {
            session.Errors.Invalid(error.Field, error.Value, error.Rule + where);
        }
    }
}
