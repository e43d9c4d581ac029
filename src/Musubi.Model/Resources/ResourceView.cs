using System.Collections.Immutable;
using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>
/// Shows one snapshot, with the runtime of its service, as resources. Counts over ports are made once, when first needed: make one view
/// for each request. Not safe for several threads.
/// </summary>
public sealed class ResourceView(InventorySnapshot snapshot, IInventoryService service)
{
    private readonly Dictionary<Guid, EffectivePolicyResource> _groupPolicies = [];
    private PortCounts? _counts;

    public InventorySnapshot Snapshot => snapshot;

    public SwitchResource Show(SwitchConfig config)
    {
        PortGroupConfig[] groups = [.. snapshot.PortGroups.Values.Where(g => g.SwitchId == config.Id)];
        return new SwitchResource
        {
            Id = config.Id,
            Name = config.Name,
            Revision = config.Revision,
            Type = config.Kind == SwitchKind.Standard ? "standard" : "distributed",
            Mtu = config.Mtu,
            Uplinks = config.Uplinks,
            Lags = [.. config.Lags.Select(LagResource.Of)],
            PrivateVlans = config.PrivateVlans,
            Discovery = DiscoveryResource.Of(config.Discovery),
            Contact = config.Contact == ContactConfig.Nobody ? null : new ContactResource(config.Contact.Name, config.Contact.Details),
            MulticastFiltering = config.Multicast.Filtering == MulticastFiltering.Snooping ? "snooping" : "basic",
            MulticastFloodUnregistered = config.Multicast.FloodUnregistered,
            MulticastQuerier = MulticastQuerierResource.Of(config.Multicast),
            IoControl = IoForm.Of(config),
            NetworkResourcePools = IoForm.PoolsOf(snapshot, config),
            UplinkFiltering = config.UplinkFiltering == FilteringConfig.Off ? null : FilteringResource.Of(config.UplinkFiltering),
            Hosts = [.. config.Members.Select(Show).OrderBy(m => m.Host, StringComparer.Ordinal)],
            Policy = PolicyForm.Of(config.Policy),
            PortGroups = [.. groups.Select(g => g.Name).Order(StringComparer.Ordinal)],
            Ports = groups.Sum(g => Counts.Of(g.Id).All),
            ConnectedPorts = groups.Sum(g => Counts.Of(g.Id).Connected),
        };
    }

    public PortGroupResource Show(PortGroupConfig config)
    {
        SwitchConfig owner = snapshot.Switches[config.SwitchId];
        return new PortGroupResource
        {
            Id = config.Id,
            Name = config.Name,
            Revision = config.Revision,
            Switch = owner.Name,
            SwitchId = owner.Id,
            PortCount = config.PortCount,
            Elastic = config.Elastic,
            PortOverrides = PolicyForm.Words(config.PortOverrides),
            ResetAtDisconnect = config.ResetAtDisconnect,
            NetworkResourcePool = config.IoPool,
            Policy = PolicyForm.Of(config.Policy),
            Effective = PolicyOf(config, owner),
            Ports = Counts.Of(config.Id).All,
            ConnectedPorts = Counts.Of(config.Id).Connected,
        };
    }

    public PortResource Show(PortConfig config)
    {
        PortGroupConfig group = snapshot.PortGroups[config.PortGroupId];
        SwitchConfig owner = snapshot.Switches[group.SwitchId];
        return new PortResource
        {
            Id = config.Id,
            Number = config.Number,
            Revision = config.Revision,
            Incarnation = config.Incarnation,
            Switch = owner.Name,
            SwitchId = owner.Id,
            PortGroup = group.Name,
            PortGroupId = group.Id,
            Policy = PolicyForm.Of(config.Policy),
            Effective = config.Policy == PortPolicyConfig.Inherit
                ? PolicyOf(group, owner)
                : PolicyForm.Effective(
                    PolicyResolver.Resolve(owner, group.Policy, config.Policy), PolicyResolver.Trace(owner, group.Policy, config.Policy)),
            Connection = config.Connection is { } connection ? Show(connection) : null,
            Runtime = RuntimeOf(config),
        };
    }

    public PortAddressesResource ShowAddresses(PortConfig port)
    {
        PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
        SwitchConfig owner = snapshot.Switches[group.SwitchId];
        return new PortAddressesResource
        {
            PortId = port.Id,
            Number = port.Number,
            Switch = owner.Name,
            SpoofGuard = SpoofGuardWords.Word(PolicyResolver.Resolve(owner, group.Policy, port.Policy).Guards.SpoofGuard),
            Configured = port.Connection?.OwnAddresses() ?? [],
            Seen = port.Connection is null ? [] : service.FindPortRuntime(port.Id)?.SeenAddresses ?? [],
        };
    }

    public VnicResource ShowVnic(PortConfig port)
    {
        ConnectionConfig connection = port.Connection!;
        PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
        return new VnicResource
        {
            Name = connection.Vnic,
            Host = HostName(connection.HostId),
            Switch = snapshot.Switches[group.SwitchId].Name,
            PortGroup = group.Name,
            Port = port.Number,
            PortId = port.Id,
            Revision = port.Revision,
            Mac = connection.Mac,
            IoAllocation = IoForm.Of(connection.Io ?? IoAllocation.Usual),
            Attachment = connection.Attachment,
            Addresses = connection.Addresses,
            Migration = port.Destination is { } destination ? new MigrationResource { Host = HostName(destination.HostId), Attachment = destination.Attachment } : null,
            Runtime = RuntimeOf(port),
        };
    }

    public VmResource ShowVm(string name, IEnumerable<PortConfig> ports) => new()
    {
        Name = name,
        Vnics = [.. ports.Select(ShowVnic).OrderBy(v => v.Name, StringComparer.Ordinal)],
    };

    public HostAdapterResource ShowAdapter(PortConfig port)
    {
        ConnectionConfig connection = port.Connection!;
        PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
        HostAdapterAttachment? attachment = connection.Attachment as HostAdapterAttachment;
        return new HostAdapterResource
        {
            Name = connection.Vnic,
            Host = HostName(connection.HostId),
            Switch = snapshot.Switches[group.SwitchId].Name,
            PortGroup = group.Name,
            Port = port.Number,
            PortId = port.Id,
            Revision = port.Revision,
            Mac = connection.Mac,
            Interface = attachment?.Interface ?? "",
            Addresses = attachment?.Addresses ?? [],
            Traffic = TrafficTypeWords.Word(connection.TrafficOf()),
            Runtime = RuntimeOf(port),
        };
    }

    public HostResource Show(HostConfig config)
    {
        HostRuntime? runtime = service.FindHostRuntime(config.Id);
        return new HostResource
        {
            Id = config.Id,
            Name = config.Name,
            Revision = config.Revision,
            Entitled = config.Entitled,
            Capabilities = config.Capabilities,
            Switches = [.. snapshot.Switches.Values.Where(s => s.Members.Any(m => m.HostId == config.Id)).Select(s => s.Name).Order(StringComparer.Ordinal)],
            Nics = [.. ShowNics(config)],
            ConnectedPorts = Counts.OnHost(config.Id),
            Runtime = runtime is null ? null : new HostRuntimeResource
            {
                Connected = runtime.Connected,
                LastSeen = runtime.LastSeen,
                AgentVersion = runtime.AgentVersion,
                SwitchVersion = runtime.SwitchVersion,
                SwitchRunning = runtime.SwitchRunning,
                AcknowledgedRevision = runtime.AcknowledgedRevision,
                Condition = StandardSwitchView.Condition(runtime),
                Rollback = StandardSwitchView.Of(runtime.Rollback),
                Rollbacks = runtime.Rollbacks,
                ControllerPath = StandardSwitchView.Of(runtime),
                StandardSwitches = [.. runtime.StandardSwitches.Select(one => one.Name)],
                Workers = [.. runtime.Workers.Select(WorkerLoadResource.Of)],
            },
        };
    }

    /// <summary>The NICs that a host reported, by name; with what only the runtime knows where it is known.</summary>
    public IEnumerable<NicResource> ShowNics(HostConfig host)
    {
        Dictionary<string, NicRuntime> seen = (service.FindHostRuntime(host.Id)?.Nics ?? []).DistinctBy(n => n.Id).ToDictionary(n => n.Id);
        return host.Nics.Select(nic => ShowNic(host, nic, seen.GetValueOrDefault(nic.Id))).OrderBy(n => n.Name, StringComparer.Ordinal);
    }

    /// <summary>The LAGs of all switches on all their hosts, by switch, LAG and host.</summary>
    public IEnumerable<LagStateResource> ShowLags() =>
        from owner in snapshot.Switches.Values
        from member in owner.Members
        from lag in LagStates.Of(owner, member, HostName(member.HostId), nic => NicName(member.HostId, nic), service.FindHostRuntime(member.HostId))
        orderby lag.Switch, lag.Name, lag.Host
        select lag;

    private string NicName(Guid host, string nic) => snapshot.Hosts.GetValueOrDefault(host)?.Nics.FirstOrDefault(one => one.Id == nic)?.Name ?? nic;

    public string HostName(Guid id) => snapshot.Hosts.TryGetValue(id, out HostConfig? host) ? host.Name : id.ToString();

    private PortCounts Counts => _counts ??= new PortCounts(snapshot.Ports.Values);

    private NicResource ShowNic(HostConfig host, HostNic nic, NicRuntime? seen)
    {
        (string Switch, string Uplink) use = FindUse(host.Id, nic.Id);
        return new NicResource
        {
            Host = host.Name,
            Id = nic.Id,
            Name = seen?.Name ?? nic.Name,
            Mac = seen?.Mac ?? "",
            Driver = seen?.Driver ?? "",
            BusAddress = seen?.BusAddress ?? "",
            LinkUp = seen?.LinkUp ?? false,
            SpeedMbps = seen?.SpeedMbps ?? 0,
            Mtu = seen?.Mtu ?? nic.Mtu,
            UsedBy = use.Switch.Length > 0 ? use.Switch : nic.UsedBy,
            Uplink = use.Uplink,
            UplinkPath = seen?.UplinkPath ?? "",
            UplinkState = seen?.UplinkState ?? "",
            UplinkLoadPercent = seen?.UplinkLoadPercent ?? 0,
            Addresses = seen?.Addresses ?? [],
            Neighbours = [.. (seen?.Neighbours ?? []).Select(Show)],
            MoreNeighbours = seen?.MoreNeighbours is > 0 and var more ? more : null,
        };
    }

    private static NeighbourResource Show(NeighbourRuntime neighbour) => new()
    {
        Protocol = DiscoveryResource.Word(neighbour.Protocol),
        ChassisId = neighbour.ChassisId,
        PortId = neighbour.PortId,
        PortDescription = Told(neighbour.PortDescription),
        SystemName = Told(neighbour.SystemName),
        SystemDescription = Told(neighbour.SystemDescription),
        Platform = Told(neighbour.Platform),
        Capabilities = neighbour.Capabilities,
        ManagementAddresses = neighbour.ManagementAddresses,
        NativeVlan = neighbour.NativeVlan > 0 ? neighbour.NativeVlan : null,
        Vlans = [.. neighbour.Vlans.Select(vlan => string.Create(CultureInfo.InvariantCulture, $"{vlan.Id} {vlan.Name}").TrimEnd())],
        Mtu = neighbour.Mtu > 0 ? neighbour.Mtu : null,
        MaxFrameBytes = neighbour.MaxFrameBytes > 0 ? neighbour.MaxFrameBytes : null,
        Aggregation = neighbour.Aggregated ? neighbour.AggregationPort : null,
        TtlSeconds = neighbour.TtlSeconds,
        LastSeen = neighbour.LastSeen,
    };

    private static string? Told(string text) => text.Length > 0 ? text : null;

    private (string Switch, string Uplink) FindUse(Guid host, string nic)
    {
        foreach (SwitchConfig config in snapshot.Switches.Values)
        {
            MemberConfig? member = config.Members.FirstOrDefault(m => m.HostId == host);
            if (member?.Uplinks.FirstOrDefault(a => a.Nic == nic) is { } assignment)
            {
                string kind = config.Kind == SwitchKind.Standard ? "standard" : "distributed";
                return ($"{kind} switch {config.Name}", assignment.Uplink);
            }
        }

        return ("", "");
    }

    private MemberResource Show(MemberConfig member)
    {
        HostConfig? host = snapshot.Hosts.GetValueOrDefault(member.HostId);
        return new MemberResource
        {
            Host = HostName(member.HostId),
            HostId = member.HostId,
            Uplinks = member.Uplinks.ToImmutableSortedDictionary(
                a => a.Uplink, a => host?.Nics.FirstOrDefault(n => n.Id == a.Nic)?.Name ?? a.Nic, StringComparer.Ordinal),
            UplinkCapacities = member.Uplinks.All(a => a.CapacityBitsPerSecond is null) ? null : member.Uplinks.Where(a => a.CapacityBitsPerSecond is not null)
                .ToImmutableSortedDictionary(a => a.Uplink, a => a.CapacityBitsPerSecond!.Value, StringComparer.Ordinal),
        };
    }

    private ConnectionResource Show(ConnectionConfig connection)
    {
        bool isVnic = connection.Vm.Length > 0;
        return new ConnectionResource
        {
            Vm = isVnic ? connection.Vm : null,
            Vnic = isVnic ? connection.Vnic : null,
            Adapter = isVnic ? null : connection.Vnic,
            Host = HostName(connection.HostId),
            HostId = connection.HostId,
            Mac = connection.Mac,
            Attachment = connection.Attachment,
        };
    }

    private PortRuntimeResource? RuntimeOf(PortConfig port)
    {
        if (port.Connection is null || service.FindPortRuntime(port.Id) is not { } runtime)
        {
            return null;
        }

        return new PortRuntimeResource
        {
            State = runtime.State,
            Reason = runtime.Reason.Length > 0 ? runtime.Reason : null,
            LinkUp = runtime.LinkUp,
            PinnedUplink = runtime.PinnedUplink.Length > 0 ? runtime.PinnedUplink : null,
            EffectiveMac = runtime.EffectiveMac,
            LearnedMacs = runtime.LearnedMacCount > 0 ? runtime.LearnedMacCount : null,
            SeenAddresses = runtime.SeenAddresses.Count > 0 ? [.. runtime.SeenAddresses.Select(one => one.Address).Distinct()] : (ValueList<string>?)null,
        };
    }

    private EffectivePolicyResource PolicyOf(PortGroupConfig group, SwitchConfig owner)
    {
        if (!_groupPolicies.TryGetValue(group.Id, out EffectivePolicyResource? effective))
        {
            effective = PolicyForm.Effective(PolicyResolver.Resolve(owner, group.Policy), PolicyResolver.Trace(owner, group.Policy));
            _groupPolicies[group.Id] = effective;
        }

        return effective;
    }
}
