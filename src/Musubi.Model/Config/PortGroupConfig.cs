using Musubi.Model.Policy;

namespace Musubi.Model.Config;

/// <summary>A named template of port policy, and the ports made from it.</summary>
public sealed record PortGroupConfig : IInventoryObject
{
    public required Guid Id { get; init; }

    public long Revision { get; init; }

    public required string Name { get; init; }

    public required Guid SwitchId { get; init; }

    /// <summary>Ports that exist even when nothing is connected, 0..8192. Default 8.</summary>
    public int PortCount { get; init; } = 8;

    /// <summary>Elastic allocation: when all ports are taken, eight more are made.</summary>
    public bool Elastic { get; init; } = true;

    /// <summary>Which categories a port may override.</summary>
    public PolicyCategories PortOverrides { get; init; } = PolicyCategories.Blocked;

    /// <summary>A port's overrides go when its vNIC is disconnected.</summary>
    public bool ResetAtDisconnect { get; init; } = true;

    /// <summary>The network resource pool of its switch that its vNICs are in; null for none.</summary>
    public string? IoPool { get; init; }

    public PortPolicyConfig Policy { get; init; } = PortPolicyConfig.Inherit;
}
