namespace Musubi.Model.Resources;

/// <summary>A port as its users see it.</summary>
public sealed record PortResource
{
    public string Kind { get; init; } = "Port";

    public Guid Id { get; init; }

    public int Number { get; init; }

    public long Revision { get; init; }

    public long Incarnation { get; init; }

    public string Switch { get; init; } = "";

    public Guid SwitchId { get; init; }

    public string PortGroup { get; init; } = "";

    public Guid PortGroupId { get; init; }

    public PolicyResource Policy { get; init; } = new();

    public EffectivePolicyResource? Effective { get; init; }

    /// <summary>Absent for a free port.</summary>
    public ConnectionResource? Connection { get; init; }

    /// <summary>Absent for a free port, and while its host has not told.</summary>
    public PortRuntimeResource? Runtime { get; init; }
}
