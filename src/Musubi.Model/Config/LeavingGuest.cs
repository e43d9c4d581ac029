namespace Musubi.Model.Config;

/// <summary>What a host tells of a guest that is to leave it, for the host that awaits it.</summary>
/// <param name="PortId">Its port.</param>
/// <param name="Addresses">Those that it was seen to have.</param>
/// <param name="Credit">What it may send and be sent at once; null where it is not shaped, or the host does not know yet.</param>
public sealed record LeavingGuest(Guid PortId, ValueList<SeenAddress> Addresses, ShaperCredit? Credit = null);
