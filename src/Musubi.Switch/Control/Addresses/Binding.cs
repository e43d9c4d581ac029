using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>An address or a delegated prefix that a port's guest has. Control thread only.</summary>
/// <param name="address">Bits beyond the length are zero.</param>
/// <param name="length">Of 128 bits.</param>
/// <param name="vlan">Of a trunk port the VLAN, of others <see cref="KnownAddresses.AnyVlan"/>.</param>
/// <param name="segment">The network that it is in, as <see cref="Segments"/> names it.</param>
public sealed class Binding(AddressKey address, int length, ushort vlan, int segment)
{
    public AddressKey Address => address;

    public int Length => length;

    public ushort Vlan => vlan;

    public int Segment => segment;

    public AddressOrigin Origin { get; set; }

    /// <summary>On the learner's clock; null for never.</summary>
    public TimeSpan? Expires { get; set; }

    /// <summary>The end as it was last told, in seconds since 1970; 0 for never.</summary>
    public long ToldEnd { get; set; }

    /// <summary>Rises with each use that was told: the lowest was used longest ago.</summary>
    public long Used { get; set; }
}
