using System.Collections.Immutable;

namespace Musubi.Model.Resources;

/// <summary>A standard switch as its host last told; to be changed on the host itself.</summary>
public sealed record StandardSwitchResource
{
    public string Kind { get; init; } = "StandardSwitch";

    public required string Name { get; init; }

    public Guid Id { get; init; }

    public string Host { get; init; } = "";

    public Guid HostId { get; init; }

    public int Mtu { get; init; }

    /// <summary>Uplink to NIC, "" where it is open.</summary>
    public ImmutableSortedDictionary<string, string> Uplinks { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ValueList<StandardPortGroupResource> PortGroups { get; init; } = [];

    /// <summary>Over all its port groups.</summary>
    public int ConnectedPorts { get; init; }
}
