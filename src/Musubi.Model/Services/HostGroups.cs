namespace Musubi.Model.Services;

/// <summary>What one host knows of the groups of one VLAN of a switch.</summary>
public sealed record HostGroups(Guid HostId, SnoopedVlan Vlan);
