using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Foresees what a migration from standard switches would cut off, and refuses it with the reason. It goes by what the host told; what it cannot foresee, the host undoes.</summary>
internal static class HostMigrationChecks
{
    private const int MaxVlanIds = 4096;

    /// <summary>Of what stays on the standard switches: who had a way out keeps one.</summary>
    public static void CheckLeft(EditSession session, HostMigration migration)
    {
        if (migration.Facts.ControllerPath is { Adapter.Length: 0 } path && path.Nics.FirstOrDefault(migration.Nics.ContainsKey) is { } carrier)
        {
            session.Errors.Refuse($"{migration.Field}.uplinks", NicName(migration, carrier),
                $"carries this host's connection to its controller (interface {path.Interface}): give that to a host adapter first");
        }

        HashSet<Guid> moving = [.. migration.Ports.Select(port => port.Port.Id)];
        foreach (StandardSwitch giver in migration.Nics.Values.Distinct())
        {
            HashSet<string> had = [.. giver.Uplinks.Where(uplink => uplink.Nic is not null).Select(uplink => uplink.Name)];
            HashSet<string> keeps = [.. giver.Uplinks.Where(uplink => uplink.Nic is { } nic && !migration.Nics.ContainsKey(nic)).Select(uplink => uplink.Name)];
            StandardPortGroup[] stranded = [.. giver.PortGroups.Where(group => IsStranded(group, moving, had, keeps))];
            if (stranded.Length > 0)
            {
                string last = keeps.Count == 0 ? $"the last NIC of standard switch {giver.Name}" : $"the last NIC that {NameList.Of(stranded.Select(group => $"port group {group.Name}"))} of standard switch {giver.Name} may use";
                session.Errors.Refuse($"{migration.Field}.uplinks", NameList.Of(migration.Nics.Where(pair => pair.Value == giver).Select(pair => NicName(migration, pair.Key))),
                    $"would take away {last}, to which {Who(migration, [.. stranded.SelectMany(group => Left(group, moving))])} stays connected: move that too, or leave a NIC there");
            }
        }
    }

    /// <summary>Somebody stays connected to it, who had a way out and has none any more.</summary>
    private static bool IsStranded(StandardPortGroup group, HashSet<Guid> moving, HashSet<string> had, HashSet<string> keeps)
    {
        ValueList<string> used = [.. group.Active, .. group.Standby];
        return (Left(group, moving).Any() || group.MorePorts > 0) && used.Any(had.Contains) && !used.Any(keeps.Contains);
    }

    private static IEnumerable<StandardPort> Left(StandardPortGroup group, HashSet<Guid> moving) => group.Ports.Where(port => !moving.Contains(port.Id));

    /// <summary>Of what moves: who had a way out has one again.</summary>
    public static void CheckTarget(EditSession session, HostMigration migration, HostMigration.MovingPort moving, SwitchConfig owner, PortPolicy policy)
    {
        string who = NameList.Who(moving.Port.Connection);
        if (policy.Blocked)
        {
            session.Errors.Refuse(moving.Place, moving.Target.Name, $"is blocked: {who} would be cut off");
        }

        if (CarriesController(migration, moving.Port.Connection))
        {
            session.Errors.Warn(moving.Place, moving.Target.Name, $"{who} carries this host's connection to its controller: should that be cut off, the host undoes the change by itself");
        }

        if (owner.Mtu < moving.Owner.Mtu)
        {
            session.Errors.Warn(moving.Place, moving.Target.Name, $"switch {owner.Name} has an MTU of {owner.Mtu} bytes, standard switch {moving.Owner.Name} one of {moving.Owner.Mtu}: larger packets of {who} will not pass");
        }

        if (!HasWayOut(moving))
        {
            return;
        }

        NicRuntime[] nics = [.. Carriers(owner, migration.Host.Id, policy.Teaming).Select(nic => migration.Facts.Nics.FirstOrDefault(one => one.Id == nic)).OfType<NicRuntime>()];
        if (nics.Length == 0)
        {
            session.Errors.Refuse(moving.Place, moving.Target.Name,
                $"uses no uplink that has a NIC on host {migration.Host.Name} ({string.Join(", ", policy.Teaming.Active.Concat(policy.Teaming.Standby))}): {who} would be cut off; fill one with the same change");
        }
        else if (nics.All(IsWithoutLink) && moving.Owner.Uplinks.Any(uplink => migration.Facts.Nics.Any(nic => nic.Id == uplink.Nic && nic.LinkUp)))
        {
            session.Errors.Refuse(moving.Place, moving.Target.Name, $"has no link at any of its NICs on host {migration.Host.Name} ({NameList.Of(nics.Select(nic => nic.Name))}): {who} would be cut off");
        }
        else if (!migration.AcceptVlan)
        {
            CheckVlan(session, moving, policy.Vlan, nics, who);
        }
    }

    public static bool CarriesController(HostMigration migration, ConnectionConfig connection) =>
        connection.Attachment is HostAdapterAttachment adapter && migration.Facts.ControllerPath?.Interface == adapter.Interface;

    private static void CheckVlan(EditSession session, HostMigration.MovingPort moving, VlanConfig vlan, NicRuntime[] nics, string who)
    {
        if (vlan != moving.Group.Vlan)
        {
            session.Errors.Refuse(moving.Place, moving.Target.Name,
                $"has VLAN {VlanText.Format(vlan)}, and {moving.Group.Name} of standard switch {moving.Owner.Name} has {VlanText.Format(moving.Group.Vlan)}: {who} would be in another network; say acceptVlan if it is the same one there");
            return;
        }

        int[] wanted = vlan.Mode switch
        {
            VlanMode.Access or VlanMode.Private => [vlan.Id],
            VlanMode.Trunk => [.. vlan.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)).Where(id => id > 0).Take(MaxVlanIds)],
            _ => [],
        };
        int[] missing = [.. wanted.Where(id => nics.All(nic => !MayCarry(nic, id)))];
        if (missing.Length > 0)
        {
            session.Errors.Refuse(moving.Place, moving.Target.Name,
                $"has VLAN {NameList.Of(missing.Select(id => $"{id}"))}, which the neighbours of {NameList.Of(nics.Select(nic => nic.Name))} do not name among theirs: {who} would be cut off; say acceptVlan if they carry it all the same");
        }
    }

    /// <summary>Of a NIC that no switch has nobody knows: it is switched off.</summary>
    private static bool IsWithoutLink(NicRuntime nic) => nic is { LinkUp: false, UsedBy.Length: > 0 };

    /// <summary>A neighbour that names VLANs names all that it carries; most name none.</summary>
    private static bool MayCarry(NicRuntime nic, int vlan)
    {
        int[] named = [.. nic.Neighbours.SelectMany(neighbour => neighbour.Vlans).Select(one => one.Id)];
        return named.Length == 0 || named.Contains(vlan);
    }

    private static bool HasWayOut(HostMigration.MovingPort moving) =>
        moving.Owner.Uplinks.Any(uplink => uplink.Nic is not null && (moving.Group.Active.Contains(uplink.Name) || moving.Group.Standby.Contains(uplink.Name)));

    /// <summary>Ids of the NICs that a host has in the uplinks of a teaming order, those of LAGs among them.</summary>
    private static IEnumerable<string> Carriers(SwitchConfig owner, Guid host, Teaming teaming)
    {
        HashSet<string> names = [.. teaming.Active, .. teaming.Standby];
        names.UnionWith(owner.Lags.Where(lag => names.Contains(lag.Name)).SelectMany(lag => lag.Uplinks).ToArray());
        return (MemberEdits.Find(owner, host)?.Uplinks ?? []).Where(uplink => names.Contains(uplink.Uplink)).Select(uplink => uplink.Nic);
    }

    private static string Who(HostMigration migration, StandardPort[] ports)
    {
        StandardPort? controller = ports.FirstOrDefault(port => CarriesController(migration, port.Connection));
        return controller is not null
            ? $"{NameList.Who(controller.Connection)} (this host's connection to its controller)" + (ports.Length > 1 ? $" and {NameList.Of(ports.Where(port => port != controller).Select(port => port.Connection))}" : "")
            : ports.Length > 0 ? NameList.Of(ports.Select(port => port.Connection)) : "more than the host tells of";
    }

    private static string NicName(HostMigration migration, string nic) => migration.Facts.Nics.FirstOrDefault(one => one.Id == nic)?.Name ?? nic;
}
