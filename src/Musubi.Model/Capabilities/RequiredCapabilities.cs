using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Capabilities;

/// <summary>Which capabilities a configuration needs of the hosts that are to run it. Pure; any thread.</summary>
public static class RequiredCapabilities
{
    /// <summary>Of every member of a switch of this kind.</summary>
    public static Requirement OfSwitch(SwitchKind kind) => kind == SwitchKind.Distributed
        ? new Requirement(Capability.DistributedSwitch, "a distributed switch")
        : new Requirement(Capability.StandardSwitch, "a standard switch");

    /// <summary>Of a member that has a NIC in an uplink.</summary>
    public static Requirement OfUplink() => new(Capability.AfPacketUplink, "an uplink");

    /// <summary>Of every member: a host that cannot do what is the default shows no neighbours, which stops nobody; what is asked for is another matter.</summary>
    public static ValueList<Requirement> OfDiscovery(DiscoveryConfig discovery) =>
        discovery == DiscoveryConfig.Default || discovery.Operation == DiscoveryOperation.None
            ? []
            : [new Requirement(Capability.Discovery, $"discovery by {(discovery.Protocol == DiscoveryProtocol.Lldp ? "LLDP" : "CDP")}")];

    /// <summary>Of every member of a switch with these LAGs.</summary>
    public static ValueList<Requirement> OfLags(SwitchConfig owner) => owner.Lags.Count > 0 ? [new Requirement(Capability.Lacp, "a LAG")] : [];

    /// <summary>Of every member of a switch with I/O control.</summary>
    public static ValueList<Requirement> OfIoControl(IoControl control) => control.Enabled ? [new Requirement(Capability.IoControl, "I/O control")] : [];

    /// <summary>Of both hosts of a live migration.</summary>
    public static Requirement OfMigration() => new(Capability.Migration, "a live migration");

    /// <summary>Of a host whose standard switches give something up.</summary>
    public static Requirement OfStandardMigration() => new(Capability.StandardMigration, "moving from a standard switch");

    /// <summary>Of every member of a switch.</summary>
    public static ValueList<Requirement> OfMulticast(MulticastConfig multicast) =>
        multicast.Filtering == MulticastFiltering.Snooping ? [new Requirement(Capability.MulticastSnooping, "multicast snooping")] : [];

    /// <summary>Of a host on which ports with this policy may run.</summary>
    public static ValueList<Requirement> OfPolicy(PortPolicy policy)
    {
        Requirement teaming = policy.Teaming.Policy switch
        {
            TeamingPolicy.ExplicitOrder => new Requirement(Capability.TeamingExplicitOrder, "teaming by explicit order"),
            TeamingPolicy.SourceMac => new Requirement(Capability.TeamingSourceMac, "teaming by source MAC"),
            TeamingPolicy.IpHash => new Requirement(Capability.TeamingIpHash, "teaming by IP hash"),
            TeamingPolicy.PhysicalLoad => new Requirement(Capability.TeamingPhysicalLoad, "teaming by physical load"),
            _ => new Requirement(Capability.TeamingPortId, "teaming by port id"),
        };
        List<Requirement> all = [teaming];
        if (policy.Teaming.FailureDetection == FailureDetection.Beacon)
        {
            all.Add(new Requirement(Capability.TeamingBeacon, "beacon probing"));
        }

        if (policy.Teaming.FailbackDelayMilliseconds != Teaming.DefaultFailbackDelayMilliseconds)
        {
            all.Add(new Requirement(Capability.TeamingFailbackDelay, "a failback delay"));
        }

        if (policy.Vlan.Mode == VlanMode.Trunk)
        {
            all.Add(new Requirement(Capability.VlanTrunk, "a VLAN trunk"));
        }

        if (policy.Vlan.Mode == VlanMode.Private)
        {
            all.Add(new Requirement(Capability.PrivateVlan, "a private VLAN"));
        }

        if (policy.MacLearning.Enabled)
        {
            all.Add(new Requirement(Capability.MacLearning, "MAC learning"));
        }

        if (policy.Guards != Guards.Off)
        {
            all.Add(new Requirement(Capability.Guards, "a BPDU filter, DHCP, RA or spoof guard"));
        }

        if (policy.IngressShaping.Enabled || policy.EgressShaping.Enabled)
        {
            all.Add(new Requirement(Capability.Shaping, "traffic shaping"));
        }

        all.AddRange(OfFiltering(policy.Filtering));
        return [.. all];
    }

    /// <summary>Of a host on which these rules may run.</summary>
    public static ValueList<Requirement> OfFiltering(FilteringConfig filtering) =>
        filtering.IsActive ? [new Requirement(Capability.Filtering, "traffic filtering and marking")] : [];

    /// <summary>Of the host on which it is attached.</summary>
    public static ValueList<Requirement> OfAttachment(AttachmentConfig attachment) => attachment switch
    {
        TapAttachment => [new Requirement(Capability.TapNetdevPort, "a TAP of QEMU")],
        VhostUserAttachment => [new Requirement(Capability.VhostUserPort, "a vhost-user port")],
        HostAdapterAttachment =>
        [
            new Requirement(Capability.HostAdapter, "a host adapter"),
            new Requirement(Capability.TapDevicePort, "a host adapter"),
        ],
        _ => [new Requirement(Capability.TapDevicePort, "an interface in a namespace")],
    };
}
