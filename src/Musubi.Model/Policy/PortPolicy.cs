using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Policy;

/// <summary>The policy that applies to one port, with nothing left to inherit.</summary>
public sealed record PortPolicy
{
    public required bool Blocked { get; init; }

    public required bool Promiscuous { get; init; }

    public required bool MacChanges { get; init; }

    public required bool ForgedTransmits { get; init; }

    public Guards Guards { get; init; } = Guards.Off;

    public MacLearning MacLearning { get; init; } = MacLearning.Default;

    public required VlanConfig Vlan { get; init; }

    public required Teaming Teaming { get; init; }

    /// <summary>Of what the guest sends.</summary>
    public ShapingLimit IngressShaping { get; init; } = ShapingLimit.Off;

    /// <summary>Of what the guest is sent.</summary>
    public ShapingLimit EgressShaping { get; init; } = ShapingLimit.Off;

    public FilteringConfig Filtering { get; init; } = FilteringConfig.Off;
}
