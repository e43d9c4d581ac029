using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a port group. Null: the default for a new one, the present value for an existing one.</summary>
public sealed record PortGroupSpec
{
    public string? Name { get; init; }

    /// <summary>Name or id of its switch; needed for a new one, and never changed.</summary>
    public string? Switch { get; init; }

    /// <summary>0..8192.</summary>
    public int? PortCount { get; init; }

    public bool? Elastic { get; init; }

    public PolicyCategories? PortOverrides { get; init; }

    public bool? ResetAtDisconnect { get; init; }

    /// <summary>Given with null: in no network resource pool.</summary>
    public Setting<string?> IoPool { get; init; }

    public PolicySpec Policy { get; init; } = PolicySpec.Keep;
}
