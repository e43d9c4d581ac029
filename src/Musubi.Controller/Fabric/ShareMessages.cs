using Musubi.Contracts.Fabric;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Wanted = Musubi.Model.Share;

namespace Musubi.Controller.Fabric;

/// <summary>Puts a host's share into the words of the contract. Pure.</summary>
internal static class ShareMessages
{
    public static HostShare From(Wanted.HostShare share)
    {
        HostShare message = new();
        message.Switches.AddRange(share.Switches.Values.OrderBy(item => item.Id).Select(From));
        message.Ports.AddRange(share.Ports.Values.OrderBy(item => item.Id).Select(From));
        message.RuleSets.AddRange(share.RuleSets.Values.OrderBy(item => item.Id).Select(RuleMessages.From));
        return message;
    }

    public static ShareSwitch From(Wanted.ShareSwitch item)
    {
        ShareSwitch message = new() { Id = item.Id.ToString(), Name = item.Name, Mtu = (uint)item.Mtu, Discovery = From(item.Discovery), Snooping = From(item.Multicast), IoControl = IoMessages.From(item), UplinkRuleSet = item.UplinkRuleSet?.ToString() ?? "" };
        message.Lags.AddRange(item.Lags.Select(From));
        message.PrivateVlans.AddRange(item.PrivateVlans.Select(From));
        message.Uplinks.AddRange(item.Uplinks.Select(uplink => new ShareUplink { Name = uplink.Name, Nic = uplink.Nic ?? "", CapacityBitsPerSecond = (ulong)(uplink.CapacityBitsPerSecond ?? 0), TakesFromSwitch = uplink.TakesFrom?.ToString() ?? "" }));
        return message;
    }

    private static ShareDiscovery From(DiscoveryConfig discovery) => new()
    {
        Protocol = discovery.Protocol switch
        {
            DiscoveryProtocol.Cdp => ShareDiscovery.Types.Protocol.Cdp,
            DiscoveryProtocol.Lldp => ShareDiscovery.Types.Protocol.Lldp,
            _ => throw new ArgumentOutOfRangeException(nameof(discovery), discovery.Protocol, "a discovery protocol that the contract has no word for"),
        },
        Listen = discovery.Listens,
        Advertise = discovery.Advertises,
    };

    /// <summary>What the querier is set to matters with snooping only.</summary>
    private static ShareSnooping? From(MulticastConfig multicast) => multicast.Filtering != MulticastFiltering.Snooping ? null : new ShareSnooping
    {
        FloodUnregistered = multicast.FloodUnregistered,
        QuerierEnabled = multicast.QuerierEnabled,
        QuerierIntervalSeconds = (uint)multicast.QuerierIntervalSeconds,
        QuerierIpv4 = multicast.QuerierIpv4,
        QuerierIpv6 = multicast.QuerierIpv6,
    };

    public static SharePort From(Wanted.SharePort port)
    {
        SharePort message = WithoutAddresses(port);
        message.SeenAddresses.AddRange(port.SeenAddresses.Select(SeenAddressMessages.From));
        return message;
    }

    private static SharePort WithoutAddresses(Wanted.SharePort port) => new()
    {
        Id = port.Id.ToString(),
        Incarnation = (ulong)port.Incarnation,
        SwitchId = port.SwitchId.ToString(),
        Number = (uint)port.Number,
        PortGroup = port.PortGroup,
        Policy = From(port.Policy, port.RuleSet),
        IoAllocation = IoMessages.From(port.Connection.Io),
        IoPool = port.IoPool ?? "",
        TakesFromPort = port.TakesFrom?.ToString() ?? "",
        Connection = From(port.Connection),
        ShaperCredit = port.ShaperCredit is { } credit ? new ShareShaperCredit { IngressBytes = (ulong)credit.IngressBytes, EgressBytes = (ulong)credit.EgressBytes } : null,
        Migration = port.Migration switch
        {
            Wanted.MigrationRole.None => ShareMigration.None,
            Wanted.MigrationRole.Source => ShareMigration.Source,
            Wanted.MigrationRole.Destination => ShareMigration.Destination,
            _ => throw new ArgumentOutOfRangeException(nameof(port), port.Migration, "a part in a migration that the contract has no word for"),
        },
    };

    private static SharePolicy From(PortPolicy policy, Guid? ruleSet) => new()
    {
        Blocked = policy.Blocked,
        Promiscuous = policy.Promiscuous,
        MacChanges = policy.MacChanges,
        ForgedTransmits = policy.ForgedTransmits,
        Guards = policy.Guards == Guards.Off ? null : From(policy.Guards),
        Vlan = From(policy.Vlan),
        Teaming = From(policy.Teaming),
        MacLearning = policy.MacLearning.Enabled ? From(policy.MacLearning) : null,
        IngressShaping = From(policy.IngressShaping),
        EgressShaping = From(policy.EgressShaping),
        RuleSet = ruleSet?.ToString() ?? "",
    };

    private static ShareGuards From(Guards guards) => new()
    {
        BpduFilter = guards.BpduFilter,
        DhcpGuard = guards.DhcpGuard,
        RaGuard = guards.RaGuard,
        SpoofGuard = guards.SpoofGuard switch
        {
            SpoofGuard.Off => ShareGuards.Types.SpoofGuard.Off,
            SpoofGuard.Observe => ShareGuards.Types.SpoofGuard.Observe,
            SpoofGuard.Snooped => ShareGuards.Types.SpoofGuard.Snooped,
            SpoofGuard.Configured => ShareGuards.Types.SpoofGuard.Configured,
            _ => throw new ArgumentOutOfRangeException(nameof(guards), guards.SpoofGuard, "a spoof guard that the contract has no word for"),
        },
    };

    private static ShareShaping? From(ShapingLimit limit) => !limit.Enabled ? null : new ShareShaping
    {
        AverageBitsPerSecond = (ulong)limit.AverageBitsPerSecond,
        PeakBitsPerSecond = (ulong)limit.PeakBitsPerSecond,
        BurstBytes = (ulong)limit.BurstBytes,
    };

    private static ShareMacLearning From(MacLearning learning) => new()
    {
        Limit = (uint)learning.Limit,
        DropAtLimit = learning.LimitPolicy == MacLimitPolicy.Drop,
        Flooding = learning.Flooding,
        AgeingSeconds = (uint)learning.AgeingSeconds,
    };

    private static ShareVlan From(VlanConfig vlan)
    {
        ShareVlan message = new()
        {
            Id = (uint)vlan.Id,
            Mode = vlan.Mode switch
            {
                VlanMode.None => ShareVlan.Types.Mode.None,
                VlanMode.Access => ShareVlan.Types.Mode.Access,
                VlanMode.Trunk => ShareVlan.Types.Mode.Trunk,
                VlanMode.Private => ShareVlan.Types.Mode.Private,
                _ => throw new ArgumentOutOfRangeException(nameof(vlan), vlan.Mode, "a VLAN mode that the contract has no word for"),
            },
        };
        foreach (VlanRange range in vlan.Ranges)
        {
            message.Ranges.Add((uint)range.First);
            message.Ranges.Add((uint)range.Last);
        }

        return message;
    }

    private static ShareLag From(LagConfig lag)
    {
        ShareLag message = new()
        {
            Name = lag.Name,
            Passive = lag.Mode == LacpMode.Passive,
            Fast = lag.Rate == LacpRate.Fast,
            HashFields = lag.Hash.Fields switch
            {
                LagHashFields.Mac => ShareLag.Types.HashFields.Mac,
                LagHashFields.Ip => ShareLag.Types.HashFields.Ip,
                LagHashFields.IpPort => ShareLag.Types.HashFields.IpPort,
                _ => throw new ArgumentOutOfRangeException(nameof(lag), lag.Hash, "a hash that the contract has no word for"),
            },
            HashSides = lag.Hash.Sides switch
            {
                LagHashSides.Both => ShareLag.Types.HashSides.Both,
                LagHashSides.Source => ShareLag.Types.HashSides.Source,
                LagHashSides.Destination => ShareLag.Types.HashSides.Destination,
                _ => throw new ArgumentOutOfRangeException(nameof(lag), lag.Hash, "a hash that the contract has no word for"),
            },
            HashVlan = lag.Hash.Vlan,
            Key = (uint)lag.Key,
        };
        message.Uplinks.AddRange(lag.Uplinks);
        return message;
    }

    private static SharePrivateVlan From(PrivateVlan one)
    {
        SharePrivateVlan message = new() { Primary = (uint)one.Primary, Isolated = (uint)(one.Isolated ?? 0) };
        message.Communities.AddRange(one.Communities.Select(id => (uint)id));
        return message;
    }

    private static ShareTeaming From(Teaming teaming)
    {
        ShareTeaming message = new()
        {
            Failback = teaming.Failback,
            NotifySwitches = teaming.NotifySwitches,
            FailureDetection = teaming.FailureDetection == FailureDetection.Beacon ? ShareTeaming.Types.FailureDetection.Beacon : ShareTeaming.Types.FailureDetection.Link,
            FailbackDelayMilliseconds = (uint)teaming.FailbackDelayMilliseconds,
            Policy = teaming.Policy switch
            {
                TeamingPolicy.PortId => ShareTeaming.Types.Policy.PortId,
                TeamingPolicy.ExplicitOrder => ShareTeaming.Types.Policy.ExplicitOrder,
                TeamingPolicy.SourceMac => ShareTeaming.Types.Policy.SourceMac,
                TeamingPolicy.IpHash => ShareTeaming.Types.Policy.IpHash,
                TeamingPolicy.PhysicalLoad => ShareTeaming.Types.Policy.PhysicalLoad,
                _ => throw new ArgumentOutOfRangeException(nameof(teaming), teaming.Policy, "a teaming policy that the contract has no word for"),
            },
        };
        message.Active.AddRange(teaming.Active);
        message.Standby.AddRange(teaming.Standby);
        return message;
    }

    private static ShareConnection From(ConnectionConfig connection)
    {
        ShareConnection message = new() { Vm = connection.Vm, Vnic = connection.Vnic, Mac = connection.Mac.ToString(), TrafficType = connection.Vm.Length > 0 ? "" : TrafficTypeWords.Word(connection.TrafficOf()) };
        message.Addresses.AddRange(connection.Addresses);
        switch (connection.Attachment)
        {
            case Musubi.Model.Config.NamespaceAttachment attachment:
                message.Namespace = new() { Namespace = attachment.Namespace, Interface = attachment.Interface };
                break;
            case Musubi.Model.Config.TapAttachment attachment:
                message.Tap = new() { Interface = attachment.Interface, QmpSocket = attachment.QmpSocket ?? "" };
                break;
            case Musubi.Model.Config.VhostUserAttachment attachment:
                message.VhostUser = new()
                {
                    Socket = attachment.Socket,
                    SwitchListens = attachment.Listener == Musubi.Model.Config.VhostUserListener.Switch,
                    QueuePairs = (uint)attachment.QueuePairs,
                    AllowUnsealedMemory = attachment.AllowUnsealedMemory,
                };
                break;
            case Musubi.Model.Config.HostAdapterAttachment attachment:
                message.HostAdapter = new() { Interface = attachment.Interface };
                message.HostAdapter.Addresses.AddRange(attachment.Addresses);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(connection), connection.Attachment, "an attachment that the contract has no word for");
        }

        return message;
    }
}
