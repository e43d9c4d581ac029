namespace Musubi.Switch.Control.Teaming;

/// <summary>What beacons say of an uplink.</summary>
/// <param name="Hears">Who hears it and is heard by it now.</param>
/// <param name="Heard">Who did since the links of both came up.</param>
/// <param name="IsFresh">Its link came up, or it joined, and nobody was heard since.</param>
/// <param name="IsProven">Somebody was heard once since it sends beacons.</param>
public sealed record BeaconVerdict<T>(IReadOnlyCollection<T> Hears, IReadOnlyCollection<T> Heard, bool IsFresh, bool IsProven);
