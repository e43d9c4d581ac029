namespace Musubi.Model.Policy;

/// <summary>What a vNIC has of the uplinks of a switch with I/O control, out of what virtual machines have.</summary>
/// <param name="Shares">1..100, against other vNICs when an uplink is full.</param>
/// <param name="ReservationBitsPerSecond">It gets so much at least; 0 for none.</param>
/// <param name="LimitBitsPerSecond">It gets so much at most; null for no limit.</param>
public sealed record IoAllocation(int Shares = IoShares.Normal, long ReservationBitsPerSecond = 0, long? LimitBitsPerSecond = null)
{
    /// <summary>Of a vNIC for which nothing is said.</summary>
    public static IoAllocation Usual { get; } = new();
}
