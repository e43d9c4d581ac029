namespace Musubi.Switch.Control.Discovery;

/// <summary>A VLAN that a neighbour, or this switch, names.</summary>
/// <param name="Id">1..4094.</param>
public readonly record struct HeardVlan(int Id, string Name);
