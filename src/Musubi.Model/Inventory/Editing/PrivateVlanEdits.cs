using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Holds the private VLANs of a switch and the policies that name them together.</summary>
internal static class PrivateVlanEdits
{
    /// <summary>What is wrong with the switch's own list, and every policy that names a VLAN which the list lost or took.</summary>
    public static void CheckSwitch(EditSession session, SwitchConfig present, SwitchConfig config)
    {
        if (config.PrivateVlans.Count > 0 && config.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse("privateVlans", ShownValue.Of(config.PrivateVlans.Count), "must be empty: a standard switch has no private VLANs");
        }

        foreach (ValidationError error in PrivateVlanRules.Check(config.PrivateVlans))
        {
            session.Errors.Invalid(error.Field, error.Value, error.Rule);
        }

        if (config.PrivateVlans == present.PrivateVlans)
        {
            return;
        }

        foreach ((string who, PortPolicyConfig policy) in session.PoliciesOf(config))
        {
            if (policy.Vlan is { } vlan && Fault(config, vlan) is { } fault)
            {
                session.Errors.Conflict("privateVlans", VlanText.Format(vlan), $"is the VLAN of {who}, which {fault}");
            }
        }
    }

    /// <summary>A policy that is set must name a private VLAN that is there, and no other may use its ids by their numbers alone.</summary>
    public static void CheckPolicy(EditSession session, SwitchConfig owner, PortPolicyConfig before, PortPolicyConfig after)
    {
        if (after.Vlan is { } vlan && vlan != before.Vlan && Fault(owner, vlan) is { } fault)
        {
            session.Errors.Invalid("policy.vlan", VlanText.Format(vlan), fault);
        }
    }

    private static string? Fault(SwitchConfig owner, VlanConfig vlan)
    {
        PrivateVlan? one = owner.PrivateVlans.FirstOrDefault(candidate => candidate.Has(vlan.Id));
        return vlan.Mode switch
        {
            VlanMode.Private when one is null => $"must name a primary or secondary of a private VLAN of switch {owner.Name}",
            VlanMode.Access when one is not null => $"must not use a VLAN of private VLAN {one.Primary} as a plain one: say \"private {vlan.Id}\"",
            _ => null,
        };
    }
}
