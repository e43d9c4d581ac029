using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Wanted = Musubi.Model.Share;

namespace Musubi.Host.Fabric;

/// <summary>Reads a share out of the words of the contract. Pure.</summary>
internal static class ShareReader
{
    /// <exception cref="FormatException">A field does not hold what the contract says.</exception>
    public static Wanted.HostShare Read(HostShare message, Guid hostId) => new Wanted.ShareDiff
    {
        Switches = [.. message.Switches.Select(Read)],
        Ports = [.. message.Ports.Select(port => Read(port, hostId))],
        RuleSets = [.. message.RuleSets.Select(RuleReader.Read)],
    }.ApplyTo(Wanted.HostShare.Empty);

    /// <exception cref="FormatException">A field does not hold what the contract says.</exception>
    public static Wanted.ShareDiff Read(Delta message, Guid hostId) => new()
    {
        Switches = [.. message.Switches.Select(Read)],
        Ports = [.. message.Ports.Select(port => Read(port, hostId))],
        RemovedSwitches = [.. message.RemovedSwitches.Select(Guid.Parse)],
        RemovedPorts = [.. message.RemovedPorts.Select(Guid.Parse)],
        RuleSets = [.. message.RuleSets.Select(RuleReader.Read)],
        RemovedRuleSets = [.. message.RemovedRuleSets.Select(Guid.Parse)],
    };

    private static Wanted.ShareSwitch Read(ShareSwitch message) => new()
    {
        Id = Guid.Parse(message.Id),
        Name = message.Name,
        Mtu = (int)message.Mtu,
        Lags = [.. message.Lags.Select(Read)],
        IoControl = IoReader.ReadControl(message.IoControl),
        IoPools = IoReader.ReadPools(message.IoControl),
        PrivateVlans = [.. message.PrivateVlans.Select(one => new PrivateVlan((int)one.Primary, one.Isolated == 0 ? null : (int)one.Isolated, [.. one.Communities.Select(id => (int)id)]))],
        Discovery = Read(message.Discovery),
        Multicast = message.Snooping is { } snooping ? Read(snooping) : MulticastConfig.Default,
        UplinkRuleSet = RuleReader.ReadId(message.UplinkRuleSet),
        Uplinks = [.. message.Uplinks.Select(uplink => new Wanted.ShareUplink(
            uplink.Name, uplink.Nic.Length == 0 ? null : uplink.Nic, uplink.CapacityBitsPerSecond == 0 ? null : (long)uplink.CapacityBitsPerSecond, ReadId(uplink.TakesFromSwitch)))],
    };

    private static Guid? ReadId(string text) => text.Length == 0 ? null : Guid.Parse(text);

    private static DiscoveryConfig Read(ShareDiscovery? message)
    {
        DiscoveryProtocol protocol = message?.Protocol switch
        {
            null or ShareDiscovery.Types.Protocol.Cdp => DiscoveryProtocol.Cdp,
            ShareDiscovery.Types.Protocol.Lldp => DiscoveryProtocol.Lldp,
            _ => throw Missing("discovery.protocol"),
        };
        return new DiscoveryConfig(protocol, (message?.Listen, message?.Advertise) switch
        {
            (true, true) => DiscoveryOperation.Both,
            (true, _) => DiscoveryOperation.Listen,
            (_, true) => DiscoveryOperation.Advertise,
            _ => DiscoveryOperation.None,
        });
    }

    private static MulticastConfig Read(ShareSnooping message) => new()
    {
        Filtering = MulticastFiltering.Snooping,
        FloodUnregistered = message.FloodUnregistered,
        QuerierEnabled = message.QuerierEnabled,
        QuerierIntervalSeconds = (int)message.QuerierIntervalSeconds,
        QuerierIpv4 = message.QuerierIpv4,
        QuerierIpv6 = message.QuerierIpv6,
    };

    private static LagConfig Read(ShareLag message) => new()
    {
        Name = message.Name,
        Uplinks = [.. message.Uplinks],
        Mode = message.Passive ? LacpMode.Passive : LacpMode.Active,
        Rate = message.Fast ? LacpRate.Fast : LacpRate.Slow,
        Key = (int)message.Key,
        Hash = new LagHash(
            message.HashFields switch
            {
                ShareLag.Types.HashFields.Mac => LagHashFields.Mac,
                ShareLag.Types.HashFields.Ip => LagHashFields.Ip,
                ShareLag.Types.HashFields.IpPort => LagHashFields.IpPort,
                _ => throw Missing("switch.lags.hash_fields"),
            },
            message.HashSides switch
            {
                ShareLag.Types.HashSides.Both => LagHashSides.Both,
                ShareLag.Types.HashSides.Source => LagHashSides.Source,
                ShareLag.Types.HashSides.Destination => LagHashSides.Destination,
                _ => throw Missing("switch.lags.hash_sides"),
            },
            message.HashVlan),
    };

    private static Wanted.SharePort Read(SharePort message, Guid hostId) => new()
    {
        Id = Guid.Parse(message.Id),
        Incarnation = (long)message.Incarnation,
        SwitchId = Guid.Parse(message.SwitchId),
        Number = (int)message.Number,
        PortGroup = message.PortGroup,
        Policy = Read(message.Policy ?? throw Missing("policy")),
        RuleSet = RuleReader.ReadId(message.Policy.RuleSet),
        IoPool = message.IoPool.Length == 0 ? null : message.IoPool,
        TakesFrom = ReadId(message.TakesFromPort),
        Connection = Read(message.Connection ?? throw Missing("connection"), hostId) with { Io = IoReader.Read(message.IoAllocation) },
        Migration = message.Migration switch
        {
            ShareMigration.None => Wanted.MigrationRole.None,
            ShareMigration.Source => Wanted.MigrationRole.Source,
            ShareMigration.Destination => Wanted.MigrationRole.Destination,
            _ => throw Missing("migration"),
        },
        SeenAddresses = SeenAddressMessages.Read(message.SeenAddresses),
        ShaperCredit = message.ShaperCredit is { } credit ? ShaperCredit.Of(credit.IngressBytes, credit.EgressBytes) : null,
    };

    private static PortPolicy Read(SharePolicy message) => new()
    {
        Blocked = message.Blocked,
        Promiscuous = message.Promiscuous,
        MacChanges = message.MacChanges,
        ForgedTransmits = message.ForgedTransmits,
        Vlan = Read(message.Vlan ?? throw Missing("policy.vlan")),
        Teaming = Read(message.Teaming ?? throw Missing("policy.teaming")),
        MacLearning = message.MacLearning is { } learning ? Read(learning) : MacLearning.Default,
        Guards = message.Guards is { } guards ? Read(guards) : Guards.Off,
        IngressShaping = Read(message.IngressShaping),
        EgressShaping = Read(message.EgressShaping),
    };

    private static Guards Read(ShareGuards message) => new()
    {
        BpduFilter = message.BpduFilter,
        DhcpGuard = message.DhcpGuard,
        RaGuard = message.RaGuard,
        SpoofGuard = message.SpoofGuard switch
        {
            ShareGuards.Types.SpoofGuard.Off => SpoofGuard.Off,
            ShareGuards.Types.SpoofGuard.Observe => SpoofGuard.Observe,
            ShareGuards.Types.SpoofGuard.Snooped => SpoofGuard.Snooped,
            ShareGuards.Types.SpoofGuard.Configured => SpoofGuard.Configured,
            _ => throw Missing("policy.guards.spoof_guard"),
        },
    };

    private static ShapingLimit Read(ShareShaping? message) => message is null
        ? ShapingLimit.Off
        : ShapingLimit.Of((long)message.AverageBitsPerSecond, (long)message.PeakBitsPerSecond, (long)message.BurstBytes);

    private static MacLearning Read(ShareMacLearning message) => new()
    {
        Enabled = true,
        Limit = (int)message.Limit,
        LimitPolicy = message.DropAtLimit ? MacLimitPolicy.Drop : MacLimitPolicy.Allow,
        Flooding = message.Flooding,
        AgeingSeconds = (int)message.AgeingSeconds,
    };

    private static VlanConfig Read(ShareVlan message) => message.Mode switch
    {
        ShareVlan.Types.Mode.None => VlanConfig.None,
        ShareVlan.Types.Mode.Access => VlanConfig.Access((int)message.Id),
        ShareVlan.Types.Mode.Private => VlanConfig.Private((int)message.Id),
        ShareVlan.Types.Mode.Trunk => VlanConfig.Trunk([.. message.Ranges.Chunk(2).Select(pair => new VlanRange((int)pair[0], (int)pair[^1]))]),
        _ => throw Missing("policy.vlan.mode"),
    };

    private static Teaming Read(ShareTeaming message) => new()
    {
        Policy = message.Policy switch
        {
            ShareTeaming.Types.Policy.PortId => TeamingPolicy.PortId,
            ShareTeaming.Types.Policy.ExplicitOrder => TeamingPolicy.ExplicitOrder,
            ShareTeaming.Types.Policy.SourceMac => TeamingPolicy.SourceMac,
            ShareTeaming.Types.Policy.IpHash => TeamingPolicy.IpHash,
            ShareTeaming.Types.Policy.PhysicalLoad => TeamingPolicy.PhysicalLoad,
            _ => throw Missing("policy.teaming.policy"),
        },
        Active = [.. message.Active],
        Standby = [.. message.Standby],
        Failback = message.Failback,
        NotifySwitches = message.NotifySwitches,
        FailureDetection = message.FailureDetection == ShareTeaming.Types.FailureDetection.Beacon ? FailureDetection.Beacon : FailureDetection.Link,
        FailbackDelayMilliseconds = (int)message.FailbackDelayMilliseconds,
    };

    private static ConnectionConfig Read(ShareConnection message, Guid hostId) => new()
    {
        Vm = message.Vm,
        Vnic = message.Vnic,
        HostId = hostId,
        Mac = MacAddress.Parse(message.Mac),
        Addresses = [.. message.Addresses],
        Attachment = message.AttachmentCase switch
        {
            ShareConnection.AttachmentOneofCase.Namespace => new Model.Config.NamespaceAttachment(message.Namespace.Namespace, message.Namespace.Interface),
            ShareConnection.AttachmentOneofCase.Tap => new Model.Config.TapAttachment(message.Tap.Interface, message.Tap.QmpSocket.Length == 0 ? null : message.Tap.QmpSocket),
            ShareConnection.AttachmentOneofCase.VhostUser => new Model.Config.VhostUserAttachment(
                message.VhostUser.Socket,
                message.VhostUser.SwitchListens ? Model.Config.VhostUserListener.Switch : Model.Config.VhostUserListener.Qemu,
                (int)message.VhostUser.QueuePairs,
                message.VhostUser.AllowUnsealedMemory),
            ShareConnection.AttachmentOneofCase.HostAdapter => new Model.Config.HostAdapterAttachment(message.HostAdapter.Interface, [.. message.HostAdapter.Addresses]),
            _ => throw Missing("connection.attachment"),
        },
        Traffic = message.TrafficType.Length == 0 ? null : TrafficTypeWords.Parse(message.TrafficType) ?? throw Missing("connection.traffic_type"),
    };

    private static FormatException Missing(string field) => new($"the controller's message lacks {field}, or names what this agent does not know");
}
