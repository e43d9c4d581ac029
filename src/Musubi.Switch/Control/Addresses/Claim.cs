namespace Musubi.Switch.Control.Addresses;

/// <summary>A guest asks whether an address is free, and has it unless somebody objects in time.</summary>
internal readonly record struct Claim(SnoopedPort Port, ushort Vlan, TimeSpan Due);
