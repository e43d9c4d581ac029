using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Policy;

/// <summary>
/// What a user wants of ports, category by category. Null means "inherit": a port inherits from its port group, and a
/// port group from its switch. PolicyResolver turns the three levels into one <see cref="PortPolicy"/>.
/// </summary>
public sealed record PortPolicyConfig
{
    /// <summary>No frame in or out. Null inherits; the switch's own default is false.</summary>
    public bool? Blocked { get; init; }

    public SecurityConfig? Security { get; init; }

    /// <summary>Overridden by ports where the port group lets them override security.</summary>
    public MacLearningConfig? MacLearning { get; init; }

    public VlanConfig? Vlan { get; init; }

    public TeamingConfig? Teaming { get; init; }

    public ShapingConfig? Shaping { get; init; }

    public FilteringConfig? Filtering { get; init; }

    public static PortPolicyConfig Inherit { get; } = new();
}
