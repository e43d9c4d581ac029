namespace Musubi.Model.Resources;

/// <summary>A port group as its users see it.</summary>
public sealed record PortGroupResource
{
    public string Kind { get; init; } = "PortGroup";

    public Guid Id { get; init; }

    public required string Name { get; init; }

    public long Revision { get; init; }

    public string Switch { get; init; } = "";

    public Guid SwitchId { get; init; }

    public int PortCount { get; init; }

    public bool Elastic { get; init; }

    /// <summary>"blocked", "security", "vlan", "teaming".</summary>
    public ValueList<string> PortOverrides { get; init; } = [];

    public bool ResetAtDisconnect { get; init; }

    /// <summary>Absent when it is in none.</summary>
    public string? NetworkResourcePool { get; init; }

    public PolicyResource Policy { get; init; } = new();

    public EffectivePolicyResource? Effective { get; init; }

    public int Ports { get; init; }

    public int ConnectedPorts { get; init; }
}
