namespace Musubi.Switch.Control.Lacp;

/// <summary>What members must have in common to be one link: with whom, and which of its aggregations.</summary>
/// <param name="Port">0, but for a link that the partner says stands alone: that is like no other.</param>
public readonly record struct LacpPartnerId(ushort SystemPriority, ulong System, ushort Key, ulong Port)
{
    public static LacpPartnerId Of(in LacpParty partner) => new(
        partner.SystemPriority, partner.System, partner.Key,
        partner.Has(LacpFlags.Aggregation) ? 0 : 1UL + (((uint)partner.PortPriority << 16) | partner.Port));
}
