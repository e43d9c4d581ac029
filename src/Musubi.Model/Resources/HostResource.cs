namespace Musubi.Model.Resources;

/// <summary>A host as its users see it.</summary>
public sealed record HostResource
{
    public string Kind { get; init; } = "Host";

    public Guid Id { get; init; }

    public required string Name { get; init; }

    public long Revision { get; init; }

    public bool Entitled { get; init; }

    public ValueList<string> Capabilities { get; init; } = [];

    /// <summary>Names of the switches of this inventory that it is a member of.</summary>
    public ValueList<string> Switches { get; init; } = [];

    public ValueList<NicResource> Nics { get; init; } = [];

    public int ConnectedPorts { get; init; }

    /// <summary>Absent while it has never spoken.</summary>
    public HostRuntimeResource? Runtime { get; init; }
}
