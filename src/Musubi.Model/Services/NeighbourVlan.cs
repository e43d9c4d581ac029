namespace Musubi.Model.Services;

/// <summary>A VLAN that a neighbour names.</summary>
public sealed record NeighbourVlan(int Id, string Name);
