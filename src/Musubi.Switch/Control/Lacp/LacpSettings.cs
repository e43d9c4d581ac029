namespace Musubi.Switch.Control.Lacp;

/// <summary>How a member speaks.</summary>
/// <param name="System">Ours, by a MAC.</param>
/// <param name="Key">The LAG's, 1..65535.</param>
/// <param name="Port">The member's number in our system, 1..65535.</param>
/// <param name="Active">Speaks without being spoken to.</param>
/// <param name="Fast">Wants to hear from the partner each second.</param>
public readonly record struct LacpSettings(ulong System, ushort Key, ushort Port, bool Active, bool Fast)
{
    /// <summary>The standard's default, of system and port.</summary>
    private const ushort Priority = 0x8000;

    public LacpParty Party => new(
        Priority, System, Key, Priority, Port,
        LacpFlags.Aggregation | (Active ? LacpFlags.Activity : LacpFlags.None) | (Fast ? LacpFlags.ShortTimeout : LacpFlags.None));
}
