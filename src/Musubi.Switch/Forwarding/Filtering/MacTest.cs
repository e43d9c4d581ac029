namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>A MAC pattern whose mask is no prefix, so that no interval has what it stands for: it is looked at once everything else holds.</summary>
/// <param name="IsSource">Of which address.</param>
internal readonly record struct MacTest(bool IsSource, ulong Address, ulong Mask, bool Negated)
{
    public bool Holds(ulong source, ulong destination) => (((IsSource ? source : destination) & Mask) == Address) != Negated;
}
