using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Finds the NICs that are to fill uplinks, and checks that nothing else has them.</summary>
internal static class UplinkNics
{
    /// <summary>A NIC by its id or present name. One that is gone is still found where it is assigned already.</summary>
    public static HostNic? Find(EditSession session, HostConfig host, MemberConfig? present, string nic, string field)
    {
        HostNic? found = host.Nics.FirstOrDefault(n => n.Id == nic) ?? host.Nics.FirstOrDefault(n => n.Name == nic);
        if (found is null && present?.Uplinks.FirstOrDefault(a => a.Nic == nic || a.NicName == nic) is { } gone)
        {
            found = new HostNic(gone.Nic, gone.NicName, 0);
        }

        if (found is null)
        {
            string known = host.Nics.Count == 0 ? "none" : NameList.Of(host.Nics.Select(n => n.Name));
            session.Errors.Invalid(field, nic, $"must be a NIC that host {host.Name} reports ({known})");
            return null;
        }

        // The name it had when it was assigned stays, so that the same request again changes nothing after a rename.
        string? formerName = present?.Uplinks.FirstOrDefault(a => a.Nic == found.Id)?.NicName;
        return formerName is null ? found : found with { Name = formerName };
    }

    /// <param name="session">The edit.</param>
    /// <param name="owner">The switch whose uplink it is to fill.</param>
    /// <param name="host">Whose NIC it is.</param>
    /// <param name="present">The host's membership as it was; null for a new member.</param>
    /// <param name="nic">The NIC.</param>
    /// <param name="filled">Uplinks that the same request filled before.</param>
    /// <param name="field">The field that names the NIC.</param>
    public static void CheckFree(
        EditSession session, SwitchConfig owner, HostConfig host, MemberConfig? present, HostNic nic, List<UplinkAssignment> filled, string field)
    {
        if (filled.FirstOrDefault(a => a.Nic == nic.Id) is { } twice)
        {
            session.Errors.Invalid(field, nic.Name, $"overlapping uplinks: this NIC fills \"{twice.Uplink}\" already");
        }

        if (session.Draft.Switches.FindNicUse(host.Id, nic.Id) is { } use && use.Switch.Id != owner.Id)
        {
            session.Errors.Conflict(field, nic.Name, $"overlapping uplinks: this NIC fills \"{use.Uplink}\" of switch {use.Switch.Name}");
        }

        // What the host says of this inventory's own kind of switch may be old; of the other kind it is all that is known.
        string otherKind = owner.Kind == SwitchKind.Standard ? "distributed switch " : "standard switch ";
        bool isNew = present?.Uplinks.Any(a => a.Nic == nic.Id) != true;
        if (isNew && nic.UsedBy.StartsWith(otherKind, StringComparison.Ordinal))
        {
            session.Errors.Conflict(field, nic.Name, $"overlapping uplinks: this NIC is used by {nic.UsedBy}");
        }

        if (isNew && nic.Address.Length > 0)
        {
            session.Errors.Conflict(field, nic.Name, $"must have no IP address, and has {nic.Address}: remove it, or give it to a host adapter");
        }
    }
}
