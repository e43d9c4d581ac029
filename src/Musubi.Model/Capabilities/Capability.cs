namespace Musubi.Model.Capabilities;

/// <summary>What a host's agent and data plane can do, as stable words. A host names its own in its first message.</summary>
public static class Capability
{
    public const string StandardSwitch = "switch.standard";

    public const string DistributedSwitch = "switch.distributed";

    public const string TapDevicePort = "port.tap-device";

    public const string TapNetdevPort = "port.tap-netdev";

    public const string VhostUserPort = "port.vhost-user";

    public const string HostAdapter = "host-adapter";

    public const string MacLearning = "mac-learning";

    /// <summary>A port that is readied for a guest that migrates here, and given up when it has left.</summary>
    public const string Migration = "migration";

    /// <summary>LLDP and CDP at uplinks.</summary>
    public const string Discovery = "discovery";

    public const string Shaping = "shaping";

    /// <summary>BPDU filter, DHCP guard, RA guard and spoof guard.</summary>
    public const string Guards = "guards";

    public const string MulticastSnooping = "multicast.snooping";

    public const string IoControl = "io-control";

    /// <summary>Traffic filtering and marking.</summary>
    public const string Filtering = "filtering";

    /// <summary>Takes NICs, host adapters and vNICs over from its own standard switches, and undoes what cuts it off from its controller.</summary>
    public const string StandardMigration = "migration.standard";

    public const string AfPacketUplink = "uplink.af-packet";

    public const string VlanTrunk = "vlan.trunk";

    public const string PrivateVlan = "vlan.private";

    /// <summary>LAGs with LACP, also in teaming.</summary>
    public const string Lacp = "lag.lacp";

    public const string TeamingPortId = "teaming.port-id";

    public const string TeamingExplicitOrder = "teaming.explicit-order";

    public const string TeamingSourceMac = "teaming.source-mac";

    public const string TeamingIpHash = "teaming.ip-hash";

    public const string TeamingPhysicalLoad = "teaming.physical-load";

    public const string TeamingBeacon = "teaming.beacon";

    /// <summary>Hosts without it use an uplink that came back at once.</summary>
    public const string TeamingFailbackDelay = "teaming.failback-delay";

    /// <summary>Every capability of this version.</summary>
    public static ValueList<string> All { get; } =
    [
        Discovery, Filtering, Guards, HostAdapter, IoControl, Lacp, MacLearning, Migration, StandardMigration, MulticastSnooping, TapDevicePort, TapNetdevPort, VhostUserPort, DistributedSwitch, Shaping, StandardSwitch, TeamingBeacon, TeamingExplicitOrder, TeamingFailbackDelay, TeamingIpHash, TeamingPhysicalLoad, TeamingPortId, TeamingSourceMac, AfPacketUplink, PrivateVlan, VlanTrunk,
    ];
}
