using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>The IP addresses that vNICs are given, and what spoof guard makes of ports without any.</summary>
internal static class AddressEdits
{
    private const string NothingPasses = "spoof guard is \"configured\" and no address is: of IP only link-local IPv6 and DHCP requests will pass";

    /// <param name="session">The edit.</param>
    /// <param name="given">Null: they stay as they are.</param>
    /// <param name="field">Where they stand.</param>
    /// <param name="addresses">In their usual spelling and in order.</param>
    public static bool TryRead(EditSession session, ValueList<string>? given, string field, out ValueList<string>? addresses)
    {
        addresses = null;
        if (given is null)
        {
            return true;
        }

        int errors = session.Errors.Count;
        if (given.Value.Count > Limits.MaxAddresses)
        {
            session.Errors.Invalid(field, ShownValue.Of(given.Value.Count), $"must be at most {Limits.MaxAddresses}");
        }

        SortedSet<string> seen = new(StringComparer.Ordinal);
        foreach (string text in given)
        {
            if (!AddressRules.TryNormalize(text, out string? normal))
            {
                session.Errors.Invalid(field, text, AddressRules.Rule);
            }
            else if (!seen.Add(normal))
            {
                session.Errors.Invalid(field, text, "must be given only once");
            }
        }

        addresses = [.. seen];
        return session.Errors.Count == errors;
    }

    /// <summary>A vNIC or adapter was connected, or its port's policy changed.</summary>
    public static void Warn(EditSession session, Guid portId, string field)
    {
        if (session.Draft.Ports.TryGet(portId, out PortConfig? port) && IsMute(session, port))
        {
            session.Errors.Warn(field, "", NothingPasses);
        }
    }

    /// <summary>The policy of a port group changed.</summary>
    public static void Warn(EditSession session, PortGroupConfig before, PortGroupConfig after)
    {
        SwitchConfig owner = session.Draft.Switches[after.SwitchId];
        if (PolicyResolver.Resolve(owner, after.Policy).Guards.SpoofGuard != SpoofGuard.Configured
            || PolicyResolver.Resolve(owner, before.Policy).Guards.SpoofGuard == SpoofGuard.Configured)
        {
            return;
        }

        ConnectionConfig[] without = [.. session.Draft.Ports.ConnectedIn(after.Id).Where(port => IsMute(session, port)).Select(port => port.Connection!)];
        if (without.Length > 0)
        {
            session.Errors.Warn("policy.security.spoofGuard", "configured", $"{NothingPasses}, for {NameList.Of(without)}");
        }
    }

    private static bool IsMute(EditSession session, PortConfig port)
    {
        PortGroupConfig group = session.Draft.PortGroups[port.PortGroupId];
        return port.Connection is { } connection && connection.OwnAddresses().Count == 0
            && PolicyResolver.Resolve(session.Draft.Switches[group.SwitchId], group.Policy, port.Policy).Guards.SpoofGuard == SpoofGuard.Configured;
    }
}
