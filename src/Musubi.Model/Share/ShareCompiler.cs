using System.Collections.Immutable;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Share;

/// <summary>Compiles what one host needs of an inventory. One pure function: the share depends on the snapshot alone. Any thread.</summary>
public static class ShareCompiler
{
    /// <summary>The switches that the host is a member of and the ports that are connected on it. Empty for an unknown host.</summary>
    public static HostShare Compile(InventorySnapshot snapshot, Guid hostId)
    {
        RuleSetCollector rules = new();
        ImmutableDictionary<Guid, ShareSwitch> switches = snapshot.Switches.Values
            .Where(s => FindMember(s, hostId) is not null)
            .ToImmutableDictionary(s => s.Id, s => CompileSwitch(s, hostId, rules));
        ImmutableDictionary<Guid, SharePort> ports = snapshot.Ports.Values
            .Where(p => (p.Connection?.HostId == hostId || p.Destination?.HostId == hostId) && switches.ContainsKey(snapshot.PortGroups[p.PortGroupId].SwitchId))
            .ToImmutableDictionary(p => p.Id, p => CompilePort(snapshot, p, hostId, rules));
        return new HostShare { Switches = switches, Ports = ports, RuleSets = rules.Finish() };
    }

    /// <summary>
    /// The hosts whose shares a change can have altered, ordered by id; all others keep theirs. It may name a host too many,
    /// never one too few, so that a controller compiles anew for these only.
    /// </summary>
    public static ValueList<Guid> AffectedHosts(InventorySnapshot before, InventorySnapshot after, IEnumerable<ObjectChange> changes)
    {
        HashSet<Guid> hosts = [];
        foreach (ObjectChange change in changes)
        {
            // New port numbers alone concern no host.
            if (change is { Before: SwitchConfig old, After: SwitchConfig now } && old == now with { NextPortNumber = old.NextPortNumber })
            {
                continue;
            }

            AddHosts(hosts, before, change.Before);
            AddHosts(hosts, after, change.After);
        }

        return [.. hosts.Order()];
    }

    private static void AddHosts(HashSet<Guid> hosts, InventorySnapshot snapshot, IInventoryObject? changed)
    {
        switch (changed)
        {
            case SwitchConfig owner:
                hosts.UnionWith(owner.Members.Select(m => m.HostId));
                break;
            case PortGroupConfig portGroup:
                AddHosts(hosts, snapshot, snapshot.Switches.GetValueOrDefault(portGroup.SwitchId));
                break;
            case PortConfig { Connection: { } connection } port:
                hosts.Add(connection.HostId);
                if (port.Destination is { } destination)
                {
                    hosts.Add(destination.HostId);
                }

                break;
        }
    }

    private static MemberConfig? FindMember(SwitchConfig config, Guid hostId)
    {
        foreach (MemberConfig member in config.Members)
        {
            if (member.HostId == hostId)
            {
                return member;
            }
        }

        return null;
    }

    private static ShareSwitch CompileSwitch(SwitchConfig config, Guid hostId, RuleSetCollector rules)
    {
        return new ShareSwitch
        {
            Id = config.Id,
            Name = config.Name,
            Mtu = config.Mtu,
            Lags = config.Lags,
            PrivateVlans = config.PrivateVlans,
            IoControl = config.IoControl.Enabled ? config.IoControl : IoControl.Off,
            IoPools = config.IoControl.Enabled ? [.. config.IoPools.Where(pool => pool.IsOne)] : [],
            Discovery = config.Discovery,
            Multicast = config.Multicast,
            UplinkRuleSet = rules.Add(config.UplinkFiltering),
            Uplinks = UplinksOf(config, hostId),
        };
    }

    /// <summary>All uplinks of a switch, in their order, with the NICs that a host fills them with.</summary>
    public static ValueList<ShareUplink> UplinksOf(SwitchConfig config, Guid hostId)
    {
        ValueList<UplinkAssignment> assigned = FindMember(config, hostId)?.Uplinks ?? [];
        return [.. config.Uplinks.Select(name => CompileUplink(name, assigned.FirstOrDefault(a => a.Uplink == name)))];
    }

    private static ShareUplink CompileUplink(string name, UplinkAssignment? assigned) => new(name, assigned?.Nic, assigned?.CapacityBitsPerSecond, assigned?.TakesFrom);

    /// <summary>A destination has the incarnation that the port will have when its guest has arrived, so that nothing changes there then.</summary>
    private static SharePort CompilePort(InventorySnapshot snapshot, PortConfig port, Guid hostId, RuleSetCollector rules)
    {
        bool isSource = port.Connection!.HostId == hostId;
        PortGroupConfig portGroup = snapshot.PortGroups[port.PortGroupId];
        SwitchConfig owner = snapshot.Switches[portGroup.SwitchId];
        PortPolicy policy = PolicyResolver.Resolve(owner, portGroup.Policy, port.Policy);
        return new SharePort
        {
            Id = port.Id,
            Incarnation = isSource ? port.Incarnation : port.Incarnation + 1,
            SwitchId = owner.Id,
            Number = port.Number,
            PortGroup = portGroup.Name,
            Policy = policy with { Filtering = FilteringConfig.Off },
            RuleSet = rules.Add(policy.Filtering),
            IoPool = owner.IoControl.Enabled && owner.IoPools.Any(pool => pool.Name == portGroup.IoPool && pool.IsOne) ? portGroup.IoPool : null,
            TakesFrom = port.Destination is null ? port.TakesFrom : null,
            Connection = isSource ? port.Connection : port.Destination!,
            SeenAddresses = isSource ? [] : port.MovingAddresses,
            ShaperCredit = isSource ? null : port.MovingCredit,
            Migration = port.Destination is null ? MigrationRole.None : isSource ? MigrationRole.Source : MigrationRole.Destination,
        };
    }
}
