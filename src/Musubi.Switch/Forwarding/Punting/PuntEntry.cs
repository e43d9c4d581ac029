namespace Musubi.Switch.Forwarding.Punting;

/// <summary>What was read from a <see cref="PuntRing"/>.</summary>
/// <param name="Port">Handle of the slot of the port that the frame came from.</param>
/// <param name="Kind">Why it was handed over.</param>
/// <param name="Vlan">The VLAN that it is in, 0..4094; 0 for untagged.</param>
/// <param name="Cut">It was longer than <see cref="PuntRing.MostBytes"/>.</param>
/// <param name="Length">Bytes in the buffer, at least 14.</param>
public readonly record struct PuntEntry(long Port, PuntKind Kind, ushort Vlan, bool Cut, int Length);
