using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>A switch as its users see it.</summary>
public sealed record SwitchResource
{
    public string Kind { get; init; } = "Switch";

    public Guid Id { get; init; }

    public required string Name { get; init; }

    public long Revision { get; init; }

    /// <summary>"standard" or "distributed".</summary>
    public string Type { get; init; } = "";

    /// <summary>Bytes.</summary>
    public int Mtu { get; init; }

    public ValueList<string> Uplinks { get; init; } = [];

    public ValueList<LagResource> Lags { get; init; } = [];

    public ValueList<PrivateVlan> PrivateVlans { get; init; } = [];

    public DiscoveryResource Discovery { get; init; } = DiscoveryResource.Of(DiscoveryConfig.Default);

    /// <summary>Absent for nobody.</summary>
    public ContactResource? Contact { get; init; }

    /// <summary>"basic" or "snooping".</summary>
    public string MulticastFiltering { get; init; } = "";

    public bool MulticastFloodUnregistered { get; init; }

    public MulticastQuerierResource MulticastQuerier { get; init; } = new();

    /// <summary>Absent on a standard switch.</summary>
    public IoControlResource? IoControl { get; init; }

    public ValueList<IoPoolResource> NetworkResourcePools { get; init; } = [];

    /// <summary>Between the uplinks and the wire; absent for nothing.</summary>
    public FilteringResource? UplinkFiltering { get; init; }

    public ValueList<MemberResource> Hosts { get; init; } = [];

    public PolicyResource Policy { get; init; } = new();

    /// <summary>Names of its port groups, ordered.</summary>
    public ValueList<string> PortGroups { get; init; } = [];

    public int Ports { get; init; }

    public int ConnectedPorts { get; init; }
}
