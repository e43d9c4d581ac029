namespace Musubi.Switch.Control.Lacp;

/// <summary>One side of a link, as LACP names it. Lower priorities come first.</summary>
/// <param name="SystemPriority">Of the switch or host.</param>
/// <param name="System">The switch or host, by a MAC.</param>
/// <param name="Key">Links of one system with the same key may be aggregated.</param>
/// <param name="PortPriority">Of the port.</param>
/// <param name="Port">The port's number in its system.</param>
/// <param name="State">What it says of itself.</param>
public readonly record struct LacpParty(ushort SystemPriority, ulong System, ushort Key, ushort PortPriority, ushort Port, LacpFlags State)
{
    public bool Has(LacpFlags flag) => (State & flag) != 0;

    /// <summary>The same port of the same system with the same key and willingness: what decides which links belong together.</summary>
    public bool IsSame(in LacpParty other) =>
        (SystemPriority, System, Key, PortPriority, Port, State & LacpFlags.Aggregation)
        == (other.SystemPriority, other.System, other.Key, other.PortPriority, other.Port, other.State & LacpFlags.Aggregation);
}
