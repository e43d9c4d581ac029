using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Config;

/// <summary>A switch as its users want it. A standard switch has exactly one member: the host that owns it.</summary>
public sealed record SwitchConfig : IInventoryObject
{
    public required Guid Id { get; init; }

    /// <summary>The revision of the inventory that last changed this object: its configuration version.</summary>
    public long Revision { get; init; }

    public required string Name { get; init; }

    public required SwitchKind Kind { get; init; }

    /// <summary>Largest L2 payload in bytes, 1280..9190. Default 1500.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Uplink names in order, such as "Uplink 1"; at most 32.</summary>
    public ValueList<string> Uplinks { get; init; } = [];

    /// <summary>Empty on a standard switch.</summary>
    public ValueList<LagConfig> Lags { get; init; } = [];

    /// <summary>Ordered by primary; no VLAN id is in two of them. Empty on a standard switch.</summary>
    public ValueList<PrivateVlan> PrivateVlans { get; init; } = [];

    public DiscoveryConfig Discovery { get; init; } = DiscoveryConfig.Default;

    /// <summary>Nobody on a standard switch.</summary>
    public ContactConfig Contact { get; init; } = ContactConfig.Nobody;

    public MulticastConfig Multicast { get; init; } = MulticastConfig.Default;

    /// <summary>Off on a standard switch.</summary>
    public IoControl IoControl { get; init; } = IoControl.Off;

    /// <summary>Ordered by name. Empty on a standard switch.</summary>
    public ValueList<IoPool> IoPools { get; init; } = [];

    /// <summary>Rules between the uplinks of every host and the wire.</summary>
    public FilteringConfig UplinkFiltering { get; init; } = FilteringConfig.Off;

    public ValueList<MemberConfig> Members { get; init; } = [];

    /// <summary>The number that the next new port gets. Bookkeeping: a change of it alone leaves <see cref="Revision"/> as it is.</summary>
    public int NextPortNumber { get; init; } = 1;

    public PortPolicyConfig Policy { get; init; } = PortPolicyConfig.Inherit;

    /// <summary>The LAG that an uplink is a member of; null for one that stands alone.</summary>
    public LagConfig? LagOf(string uplink) => Lags.FirstOrDefault(lag => lag.Uplinks.Contains(uplink));
}
