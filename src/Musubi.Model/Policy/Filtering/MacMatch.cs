namespace Musubi.Model.Policy.Filtering;

/// <summary>Addresses that agree with one in the bits of a mask, or all others.</summary>
/// <param name="Address">48 bits, none outside of the mask.</param>
/// <param name="Mask">48 bits.</param>
public sealed record MacMatch(ulong Address, ulong Mask, bool Negated)
{
    public const ulong WholeMask = 0xffff_ffff_ffff;

    /// <summary>As a pattern of bits, to be compared with others.</summary>
    internal BitPattern Pattern => new(Address, Mask, Negated);
}
