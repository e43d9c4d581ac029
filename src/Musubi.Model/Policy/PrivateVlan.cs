namespace Musubi.Model.Policy;

/// <summary>
/// A private VLAN (RFC 5517): a primary VLAN, in which promiscuous ports send, and its secondaries. One tag on the wire names the sender's
/// class, so each host holds the classes apart alone.
/// </summary>
/// <param name="Primary">1..4094. Its own promiscuous secondary.</param>
/// <param name="Isolated">The secondary whose ports speak with promiscuous ports only; null for none.</param>
/// <param name="Communities">Secondaries whose ports also speak with each other; ordered.</param>
public sealed record PrivateVlan(int Primary, int? Isolated, ValueList<int> Communities)
{
    /// <summary>Every VLAN id that the private VLAN takes, the primary first.</summary>
    public IEnumerable<int> Ids => [Primary, .. Isolated is { } isolated ? [isolated] : Array.Empty<int>(), .. Communities];

    /// <summary>Whether an id is the primary or one of the secondaries.</summary>
    public bool Has(int id) => id == Primary || id == Isolated || Communities.Contains(id);

    /// <summary>The VLANs that a port hears which sends with this one of <see cref="Ids"/>, in ascending order.</summary>
    public IEnumerable<int> HeardBy(int id) =>
        (id == Primary ? Ids : id == Isolated ? [Primary] : new[] { Primary, id }).Order();
}
