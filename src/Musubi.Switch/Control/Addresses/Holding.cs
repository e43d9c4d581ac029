using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>An address in a network: one port at most holds it.</summary>
internal readonly record struct Holding(uint Switch, int Segment, AddressKey Address);
