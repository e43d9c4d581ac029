namespace Musubi.Model.Policy.Filtering;

/// <summary>IP addresses with a prefix, or all others of the same version.</summary>
/// <param name="Address">The prefix: 128 bits, or 32 in the lower half for IPv4; zero behind it.</param>
/// <param name="PrefixLength">0..32 or 0..128.</param>
public sealed record AddressMatch(UInt128 Address, int PrefixLength, bool IsIpv6, bool Negated)
{
    public int Bits => IsIpv6 ? 128 : 32;

    /// <summary>As a pattern of bits, to be compared with others of the same version.</summary>
    internal BitPattern Pattern
    {
        get
        {
            UInt128 all = IsIpv6 ? UInt128.MaxValue : uint.MaxValue;
            UInt128 rest = PrefixLength == Bits ? UInt128.Zero : all >> PrefixLength;
            return new BitPattern(Address, all & ~rest, Negated);
        }
    }
}
