using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>What a DHCP client has asked.</summary>
/// <param name="Port">Of the client.</param>
/// <param name="Vlan">In which it asked.</param>
/// <param name="Address">For which, of IPv4; unspecified where it does not say.</param>
/// <param name="At">When.</param>
internal readonly record struct Transaction(SnoopedPort Port, ushort Vlan, AddressKey Address, TimeSpan At);
