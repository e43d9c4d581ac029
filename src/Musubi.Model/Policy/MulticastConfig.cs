namespace Musubi.Model.Policy;

/// <summary>How a switch carries frames for groups.</summary>
public sealed record MulticastConfig
{
    public static MulticastConfig Default { get; } = new();

    public MulticastFiltering Filtering { get; init; }

    /// <summary>With snooping: groups that nobody has asked for go to every port of the VLAN.</summary>
    public bool FloodUnregistered { get; init; }

    /// <summary>With snooping: the switch asks for listeners while nobody else is heard to.</summary>
    public bool QuerierEnabled { get; init; } = true;

    /// <summary>Seconds between its queries, 5..3600.</summary>
    public int QuerierIntervalSeconds { get; init; } = 125;

    /// <summary>
    /// Its IPv4 address: with one it asks the whole network and stands for election; empty: it asks the guests of each host, from 0.0.0.0.
    /// </summary>
    public string QuerierIpv4 { get; init; } = "";

    /// <summary>Its IPv6 address, link-local; likewise.</summary>
    public string QuerierIpv6 { get; init; } = "";
}
