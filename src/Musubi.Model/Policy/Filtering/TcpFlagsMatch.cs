namespace Musubi.Model.Policy.Filtering;

/// <summary>Flags of a TCP header (RFC 9293, 3.1): some that must be set, some that must not.</summary>
/// <param name="Mask">Those that are looked at, as they stand in the header: FIN 1 up to CWR 128; not none.</param>
/// <param name="Set">Those among them that must be set; the others must not be.</param>
public sealed record TcpFlagsMatch(byte Mask, byte Set, bool Negated)
{
    /// <summary>As a pattern of bits, to be compared with others.</summary>
    internal BitPattern Pattern => new(Set, Mask, Negated);
}
