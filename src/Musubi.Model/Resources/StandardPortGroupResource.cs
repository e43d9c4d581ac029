namespace Musubi.Model.Resources;

/// <summary>A port group of a standard switch.</summary>
public sealed record StandardPortGroupResource
{
    public required string Name { get; init; }

    public Guid Id { get; init; }

    /// <summary>"none", "10", "trunk 0,10-20".</summary>
    public string Vlan { get; init; } = "none";

    /// <summary>Uplink names.</summary>
    public ValueList<string> Active { get; init; } = [];

    public ValueList<string> Standby { get; init; } = [];

    /// <summary>Connected ports, by number.</summary>
    public ValueList<StandardPortResource> Ports { get; init; } = [];

    /// <summary>Connected ports that are not listed; absent when all are.</summary>
    public int? MorePorts { get; init; }
}
