using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a switch. Null: the default for a new switch, the present value for an existing one.</summary>
public sealed record SwitchSpec
{
    public string? Name { get; init; }

    /// <summary>Must be the kind of the inventory, which is also the default.</summary>
    public SwitchKind? Type { get; init; }

    /// <summary>Bytes, 1280..9190.</summary>
    public int? Mtu { get; init; }

    /// <summary>All uplink names in order. A new switch without them gets "Uplink 1" and "Uplink 2".</summary>
    public ValueList<string>? Uplinks { get; init; }

    /// <summary>All LAGs; replaces the list as a whole.</summary>
    public ValueList<LagSpec>? Lags { get; init; }

    /// <summary>All private VLANs; replaces the list as a whole.</summary>
    public ValueList<PrivateVlan>? PrivateVlans { get; init; }

    public DiscoverySpec? Discovery { get; init; }

    public ContactSpec? Contact { get; init; }

    public MulticastSpec Multicast { get; init; } = MulticastSpec.Keep;

    public IoControlSpec? IoControl { get; init; }

    /// <summary>All network resource pools; replaces the list as a whole.</summary>
    public ValueList<IoPool>? IoPools { get; init; }

    /// <summary>Between the uplinks and the wire.</summary>
    public FilteringSpec UplinkFiltering { get; init; }

    /// <summary>All member hosts; replaces the list as a whole.</summary>
    public ValueList<MemberSpec>? Hosts { get; init; }

    public PolicySpec Policy { get; init; } = PolicySpec.Keep;
}
