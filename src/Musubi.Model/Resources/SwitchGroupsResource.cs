namespace Musubi.Model.Resources;

/// <summary>What the hosts of a switch know of groups.</summary>
public sealed record SwitchGroupsResource
{
    public Guid SwitchId { get; init; }

    public string Switch { get; init; } = "";

    /// <summary>"basic" or "snooping".</summary>
    public string MulticastFiltering { get; init; } = "";

    /// <summary>By host and VLAN; empty without snooping.</summary>
    public ValueList<SnoopedVlanResource> Vlans { get; init; } = [];
}
