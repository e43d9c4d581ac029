using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a host adapter: an IP interface of the host on a port group.</summary>
public sealed record AdapterSpec
{
    /// <summary>Unique on its host.</summary>
    public required string Name { get; init; }

    /// <summary>Name or id; null means the local host (of an agent).</summary>
    public string? Host { get; init; }

    /// <summary>Name or id.</summary>
    public string? PortGroup { get; init; }

    /// <summary>Null: the MAC that it has, or a new one is assigned.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Null: the adapter's name.</summary>
    public string? Interface { get; init; }

    /// <summary>In CIDR notation. Null: those it has, or none (a DHCP client or somebody else configures it).</summary>
    public ValueList<string>? Addresses { get; init; }

    /// <summary>What it is for. Null: as it is, or management.</summary>
    public TrafficType? Traffic { get; init; }
}
