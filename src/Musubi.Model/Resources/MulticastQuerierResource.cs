using Musubi.Model.Policy;

namespace Musubi.Model.Resources;

/// <summary>How a switch that snoops asks for listeners.</summary>
public sealed record MulticastQuerierResource
{
    public bool Enabled { get; init; }

    public int IntervalSeconds { get; init; }

    /// <summary>Empty: it asks guests only.</summary>
    public string Ipv4 { get; init; } = "";

    /// <summary>Empty: it asks guests only.</summary>
    public string Ipv6 { get; init; } = "";

    public static MulticastQuerierResource Of(MulticastConfig config) => new()
    {
        Enabled = config.QuerierEnabled,
        IntervalSeconds = config.QuerierIntervalSeconds,
        Ipv4 = config.QuerierIpv4,
        Ipv6 = config.QuerierIpv6,
    };
}
