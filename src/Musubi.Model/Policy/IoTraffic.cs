namespace Musubi.Model.Policy;

/// <summary>What a traffic type has of each uplink of a switch with I/O control.</summary>
/// <param name="Shares">1..100, against other types when the uplink is full.</param>
/// <param name="ReservationBitsPerSecond">It gets so much at least; 0 for none.</param>
/// <param name="LimitBitsPerSecond">It gets so much at most; null for no limit.</param>
public sealed record IoTraffic(TrafficType Type, int Shares, long ReservationBitsPerSecond = 0, long? LimitBitsPerSecond = null)
{
    /// <summary>Of a type of which nothing is said: virtual machines have twice the shares of each other type.</summary>
    public static IoTraffic UsualOf(TrafficType type) => new(type, type == TrafficType.VirtualMachine ? IoShares.High : IoShares.Normal);
}
