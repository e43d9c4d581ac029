using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a switch's multicast. Null: the default for a new switch, the present value for an existing one.</summary>
public sealed record MulticastSpec
{
    public static MulticastSpec Keep { get; } = new();

    public MulticastFiltering? Filtering { get; init; }

    public bool? FloodUnregistered { get; init; }

    public bool? QuerierEnabled { get; init; }

    public int? QuerierIntervalSeconds { get; init; }

    /// <summary>Empty for none.</summary>
    public string? QuerierIpv4 { get; init; }

    /// <summary>Empty for none.</summary>
    public string? QuerierIpv6 { get; init; }
}
