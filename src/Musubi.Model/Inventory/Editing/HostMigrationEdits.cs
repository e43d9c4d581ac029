using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>
/// Moves NICs, host adapters and vNICs of hosts' standard switches to a distributed switch. Of the standard switches it knows what their hosts told; the
/// hosts take their own part out of them when they take up theirs of this.
/// </summary>
internal static class HostMigrationEdits
{
    public static void Run(EditSession session, MigrateHosts command)
    {
        if (!session.TryTarget(session.Draft.Switches, "switch", command.Switch, out SwitchConfig? found))
        {
            return;
        }

        Guid owner = found.Id;
        session.CheckRevision(command.Revision, found);
        if (found.Kind == SwitchKind.Standard)
        {
            session.Errors.Refuse("switch", found.Name, "must be a distributed switch: its controller moves what is to be on it");
            return;
        }

        HashSet<Guid> seen = [];
        for (int i = 0; i < command.Hosts.Count; i++)
        {
            HostMigrationSpec spec = command.Hosts[i];
            if (TryHost(session, command, spec, $"hosts[{i}]", seen) is { } migration)
            {
                Move(session, owner, spec, migration);
            }
        }

        session.Target = owner;
    }

    private static HostMigration? TryHost(EditSession session, MigrateHosts command, HostMigrationSpec spec, string field, HashSet<Guid> seen)
    {
        if (!session.TryRefer(session.Draft.Hosts, ObjectKind.Host, $"{field}.host", spec.Host, out HostConfig? host))
        {
            return null;
        }

        if (!seen.Add(host.Id))
        {
            session.Errors.Invalid($"{field}.host", host.Name, "must be given only once");
            return null;
        }

        if (spec.Uplinks.Count + spec.PortGroups.Count + spec.Adapters.Count + spec.Vnics.Count == 0)
        {
            session.Errors.Invalid(field, host.Name, "must say what is to be moved: uplinks, portGroups, adapters or vnics");
            return null;
        }

        if (command.Facts.GetValueOrDefault(host.Id) is not { Connected: true } facts)
        {
            session.Errors.Refuse($"{field}.host", host.Name, "is not connected: what its standard switches carry now is not known");
            return null;
        }

        return new HostMigration(field, host, facts, spec.AcceptVlan);
    }

    private static void Move(EditSession session, Guid owner, HostMigrationSpec spec, HostMigration migration)
    {
        int errors = session.Errors.Count;
        MoveNics(session, session.Draft.Switches[owner], spec, migration);
        FindPorts(session, owner, spec, migration);
        if (migration.Nics.Count + migration.Ports.Count > 0)
        {
            CapabilityCheck.Require(session, migration.Host, $"{migration.Field}.host", [RequiredCapabilities.OfStandardMigration()]);
        }

        if (session.Errors.Count > errors)
        {
            return;
        }

        HostMigrationChecks.CheckLeft(session, migration);
        foreach (HostMigration.MovingPort moving in migration.Ports)
        {
            Plug(session, migration, moving);
        }
    }

    private static void MoveNics(EditSession session, SwitchConfig owner, HostMigrationSpec spec, HostMigration migration)
    {
        HostConfig host = migration.Host;
        MemberConfig? present = MemberEdits.Find(owner, host.Id);
        List<UplinkAssignment> filled = [.. present?.Uplinks ?? []];
        foreach (UplinkSpec uplink in spec.Uplinks)
        {
            string place = $"{migration.Field}.uplinks.{ShownValue.Of(uplink.Uplink)}";
            if (!owner.Uplinks.Contains(uplink.Uplink))
            {
                session.Errors.Invalid(place, uplink.Nic, $"must be an uplink of switch {owner.Name}: {string.Join(", ", owner.Uplinks)}");
            }
            else if (UplinkNics.Find(session, host, present, uplink.Nic, place) is { } nic && !IsThere(session, filled, uplink.Uplink, nic, place))
            {
                StandardSwitch? giver = migration.Facts.StandardSwitches.FirstOrDefault(one => one.Uplinks.Any(slot => slot.Nic == nic.Id));
                UplinkNics.CheckFree(session, owner, host, present, giver is null ? nic : nic with { UsedBy = "" }, filled, place);
                filled.Add(new UplinkAssignment(uplink.Uplink, nic.Id, nic.Name, TakesFrom: giver?.Id));
                NoteNic(session, migration, giver, nic, uplink.Uplink);
            }
        }

        MemberEdits.Fill(session, owner, host, present, filled, $"{migration.Field}.host");
    }

    /// <summary>The uplink has this NIC already, or (an error) another.</summary>
    private static bool IsThere(EditSession session, List<UplinkAssignment> filled, string uplink, HostNic nic, string place)
    {
        UplinkAssignment? taken = filled.FirstOrDefault(one => one.Uplink == uplink);
        if (taken is not null && taken.Nic != nic.Id)
        {
            session.Errors.Conflict(place, nic.Name, $"is filled already, by {taken.NicName}: empty it first, or take another");
        }

        return taken is not null;
    }

    private static void NoteNic(EditSession session, HostMigration migration, StandardSwitch? giver, HostNic nic, string uplink)
    {
        if (giver is not null)
        {
            migration.Nics[nic.Id] = giver;
        }

        session.Moves.Add(new HostMove
        {
            Host = migration.Host.Name,
            HostId = migration.Host.Id,
            Kind = "nic",
            Name = nic.Name,
            FromSwitch = giver?.Name,
            From = giver?.Uplinks.First(slot => slot.Nic == nic.Id).Name,
            To = uplink,
        });
    }

    private static void FindPorts(EditSession session, Guid owner, HostMigrationSpec spec, HostMigration migration)
    {
        (StandardSwitch Owner, StandardPortGroup Group, StandardPort Port)[] all =
        [
            .. migration.Facts.StandardSwitches.SelectMany(one => one.PortGroups, (one, group) => (one, group)).SelectMany(pair => pair.group.Ports, (pair, port) => (pair.one, pair.group, port)),
        ];
        HashSet<Guid> chosen = [];
        foreach ((string name, string target) in spec.Adapters)
        {
            Choose($"adapters.{ShownValue.Of(name)}", name, target, [.. all.Where(one => one.Port.Connection.Vm.Length == 0 && one.Port.Connection.Vnic == name)], "must be a host adapter on a standard switch of this host");
        }

        foreach ((string name, string target) in spec.Vnics)
        {
            Choose($"vnics.{ShownValue.Of(name)}", name, target, [.. all.Where(one => IsNamed(one.Port.Connection, name))], "must be \"VM\" or \"VM/VNIC\", connected to a standard switch of this host");
        }

        foreach ((string name, string target) in spec.PortGroups)
        {
            string field = $"portGroups.{ShownValue.Of(name)}";
            StandardPortGroup? group = migration.Facts.StandardSwitches.SelectMany(one => one.PortGroups).FirstOrDefault(one => one.Name == name || one.Id.ToString() == name);
            if (group is { MorePorts: > 0 })
            {
                session.Errors.Refuse($"{migration.Field}.{field}", name, $"has {group.MorePorts} ports more than a host tells of: move vNICs one by one");
            }

            Choose(field, name, target, [.. all.Where(one => one.Group == group && !chosen.Contains(one.Port.Id))], group is null ? "must be a port group of a standard switch of this host" : null);
        }

        void Choose(string field, string name, string target, (StandardSwitch Owner, StandardPortGroup Group, StandardPort Port)[] found, string? missing)
        {
            string place = $"{migration.Field}.{field}";
            if (found.Length == 0 && missing is not null)
            {
                session.Errors.Invalid(place, name, missing);
                return;
            }

            if (!session.TryRefer(session.Draft.PortGroups, ObjectKind.PortGroup, place, target, out PortGroupConfig? group))
            {
                return;
            }

            if (group.SwitchId != owner)
            {
                session.Errors.Invalid(place, target, $"must be a port group of switch {session.Draft.Switches[owner].Name}");
                return;
            }

            migration.Ports.AddRange(found.Where(one => chosen.Add(one.Port.Id)).Select(one => new HostMigration.MovingPort(one.Owner, one.Group, one.Port, group, place)));
        }
    }

    private static bool IsNamed(ConnectionConfig connection, string name) =>
        connection.Vm.Length > 0 && (connection.Vm == name || $"{connection.Vm}/{connection.Vnic}" == name);

    private static void Plug(EditSession session, HostMigration migration, HostMigration.MovingPort moving)
    {
        ConnectionConfig connection = moving.Port.Connection;
        PortConfig? held = connection.Vm.Length > 0 ? session.Draft.Ports.FindVnic(connection.Vm, connection.Vnic) : session.Draft.Ports.FindAdapter(migration.Host.Id, connection.Vnic);
        if (held is not null)
        {
            session.Errors.Conflict(moving.Place, NameList.Who(connection), "is connected in the fabric already, by the same name");
            return;
        }

        int errors = session.Errors.Count;
        ConnectionEdits.Connect(session, new ConnectionWish($"{moving.Place}: ", connection.Vm, connection.Vnic, moving.Target, migration.Host, connection.Mac, connection.Attachment, connection.Addresses)
        {
            Traffic = connection.Traffic,
        }, held: null);
        if (session.Errors.Count > errors || session.Target is not { } target || !session.Draft.Ports.TryGet(target, out PortConfig? port))
        {
            return;
        }

        PortConfig moved = port with { TakesFrom = moving.Port.Id };
        session.Draft.Ports.Put(moved);
        SwitchConfig owner = session.Draft.Switches[moving.Target.SwitchId];
        PortPolicy policy = PolicyResolver.Resolve(owner, moving.Target.Policy, moved.Policy);
        HostMigrationChecks.CheckTarget(session, migration, moving, owner, policy);
        session.Moves.Add(new HostMove
        {
            Host = migration.Host.Name,
            HostId = migration.Host.Id,
            Kind = connection.Vm.Length > 0 ? "vnic" : "adapter",
            Name = connection.Vm.Length > 0 ? $"{connection.Vm}/{connection.Vnic}" : connection.Vnic,
            FromSwitch = moving.Owner.Name,
            From = moving.Group.Name,
            To = moving.Target.Name,
            VlanBefore = VlanText.Format(moving.Group.Vlan),
            VlanAfter = VlanText.Format(policy.Vlan),
            CarriesController = HostMigrationChecks.CarriesController(migration, connection) ? true : null,
        });
    }
}
