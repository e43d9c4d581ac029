using System.Numerics;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// The addresses that a port's guest may use. Immutable: made by the control thread and swapped whole, read by any worker. Single
/// addresses are found by hashing, at most half of the places used; prefixes, of which there are few, one after the other.
/// </summary>
public sealed class KnownAddresses
{
    public const ushort AnyVlan = 0xffff;

    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    private readonly KnownAddress[] _places;
    private readonly KnownAddress[] _prefixes;
    private readonly int _shift;

    /// <param name="addresses">Few hundred at most.</param>
    /// <param name="mayClaim">The guest may ask whether an address is free that is not among them.</param>
    public KnownAddresses(IReadOnlyCollection<KnownAddress> addresses, bool mayClaim)
    {
        KnownAddress[] single = [.. addresses.Where(known => known.Length == AddressKey.Bits)];
        int bits = BitOperations.Log2((uint)Math.Max(single.Length, 1)) + 2;
        (_places, _shift, MayClaim) = (new KnownAddress[1 << bits], 64 - bits, mayClaim);
        _prefixes = [.. addresses.Where(known => known.Length != AddressKey.Bits)];
        foreach (KnownAddress known in single)
        {
            int place = Home(known.Address);
            while (_places[place].Length != 0)
            {
                place = (place + 1) & (_places.Length - 1);
            }

            _places[place] = known;
        }
    }

    public static KnownAddresses None { get; } = new([], mayClaim: false);

    public bool MayClaim { get; }

    /// <param name="address">A whole address.</param>
    /// <param name="vlan">The VLAN that it is used in.</param>
    public bool Contains(AddressKey address, int vlan)
    {
        KnownAddress[] places = _places;
        for (int place = Home(address); places[place].Length != 0; place = (place + 1) & (places.Length - 1))
        {
            if (places[place].Address == address && IsIn(places[place].Vlan, vlan))
            {
                return true;
            }
        }

        foreach (ref readonly KnownAddress prefix in _prefixes.AsSpan())
        {
            if (address.First(prefix.Length) == prefix.Address && IsIn(prefix.Vlan, vlan))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(ushort known, int vlan) => known == vlan || known == AnyVlan;

    private int Home(AddressKey address) => (int)(((address.High * Multiplier) ^ address.Low) * Multiplier >> _shift);
}
