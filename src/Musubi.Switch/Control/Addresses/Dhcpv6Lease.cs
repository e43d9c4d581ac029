using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>An address or a delegated prefix in a DHCPv6 message.</summary>
/// <param name="Address">Bits beyond the length are zero.</param>
/// <param name="Length">0..128.</param>
/// <param name="Seconds">For which it is valid: 0 for no longer, <see cref="uint.MaxValue"/> for ever.</param>
public readonly record struct Dhcpv6Lease(AddressKey Address, int Length, uint Seconds);
