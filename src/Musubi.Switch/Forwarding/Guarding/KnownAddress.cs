namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>An address, or all addresses of a prefix, that a port's guest may use.</summary>
/// <param name="Address">Bits beyond the length are zero.</param>
/// <param name="Length">Bits of it that count, of 128; <see cref="AddressKey.Bits"/> for one address.</param>
/// <param name="Vlan">In this VLAN, or <see cref="KnownAddresses.AnyVlan"/>.</param>
public readonly record struct KnownAddress(AddressKey Address, int Length, ushort Vlan);
