namespace Musubi.Model.Policy;

/// <summary>Traffic shaping, with directions as the switch sees them. Each direction inherits on its own.</summary>
public sealed record ShapingConfig
{
    /// <summary>What the guest sends.</summary>
    public ShapingLimit? Ingress { get; init; }

    /// <summary>What the guest is sent.</summary>
    public ShapingLimit? Egress { get; init; }
}
