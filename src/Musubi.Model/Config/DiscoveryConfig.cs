namespace Musubi.Model.Config;

/// <summary>How a switch discovers its physical neighbours, and lets them discover it.</summary>
public sealed record DiscoveryConfig(DiscoveryProtocol Protocol, DiscoveryOperation Operation)
{
    /// <summary>Of a new switch of either kind, as in vSphere.</summary>
    public static DiscoveryConfig Default { get; } = new(DiscoveryProtocol.Cdp, DiscoveryOperation.Listen);

    public bool Listens => Operation is DiscoveryOperation.Listen or DiscoveryOperation.Both;

    public bool Advertises => Operation is DiscoveryOperation.Advertise or DiscoveryOperation.Both;
}
