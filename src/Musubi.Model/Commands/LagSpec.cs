using Musubi.Model.Policy;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a LAG. Null: the present value of the LAG with this name, or the default for a new one.</summary>
public sealed record LagSpec
{
    public string? Name { get; init; }

    public ValueList<string>? Uplinks { get; init; }

    public LacpMode? Mode { get; init; }

    public LacpRate? Rate { get; init; }

    public LagHash? Hash { get; init; }
}
