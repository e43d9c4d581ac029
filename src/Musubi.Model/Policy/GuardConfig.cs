namespace Musubi.Model.Policy;

/// <summary>What is kept back of what a guest sends, a part of the security policy. Each field inherits on its own.</summary>
public sealed record GuardConfig
{
    /// <summary>Frames of spanning tree are dropped.</summary>
    public bool? BpduFilter { get; init; }

    /// <summary>What only a DHCP server sends is dropped.</summary>
    public bool? DhcpGuard { get; init; }

    /// <summary>What only an IPv6 router sends is dropped: router advertisements and redirects.</summary>
    public bool? RaGuard { get; init; }

    public SpoofGuard? SpoofGuard { get; init; }
}
