namespace Musubi.Model.Resources;

/// <summary>A VM: the vNICs that are connected under its name.</summary>
public sealed record VmResource
{
    public string Kind { get; init; } = "Vm";

    public required string Name { get; init; }

    public ValueList<VnicResource> Vnics { get; init; } = [];
}
