namespace Musubi.Switch.Control.Multicast;

/// <summary>Where groups are followed together: a VLAN of a switch, or a private VLAN as a whole.</summary>
/// <param name="SwitchKey">Of the plan.</param>
/// <param name="Vlan">0..4094; the primary of a private VLAN.</param>
internal readonly record struct ZoneKey(uint SwitchKey, int Vlan);
