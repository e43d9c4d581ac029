namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>A class of traffic on an uplink and what it may have.</summary>
/// <param name="Id">Unique in its schedule.</param>
/// <param name="Parent">Index of the class that it is a part of; of the first one, which is all, -1.</param>
/// <param name="Shares">Against those that are part of the same, 1..100; felt when the uplink is full.</param>
/// <param name="ReservationBitsPerSecond">It gets so much at least while it has frames, 0 for none. Of types and ports only; a port's is out of its type's.</param>
/// <param name="LimitBitsPerSecond">It gets so much at most; 0 for no limit.</param>
public sealed record IoClass(IoClassId Id, int Parent, int Shares = 50, long ReservationBitsPerSecond = 0, long LimitBitsPerSecond = 0)
{
    public const int MostShares = 100;
}
