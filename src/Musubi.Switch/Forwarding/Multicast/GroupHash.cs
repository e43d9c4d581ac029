namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>From (zone, group) to a place: multiply and shift, with random multipliers.</summary>
internal readonly struct GroupHash
{
    public const int LeastPlaces = 4;

    private readonly ulong _high;
    private readonly ulong _low;
    private readonly int _shift;

    /// <param name="entries">That will be there, at most; half of the places stay free.</param>
    public GroupHash(int entries, ulong high, ulong low)
    {
        int bits = 2;
        while ((1 << bits) < entries * 2)
        {
            bits++;
        }

        (_high, _low, _shift, Mask) = (high | 1, low | 1, 64 - bits, (1 << bits) - 1);
    }

    public int Mask { get; }

    public int PlaceOf(ushort zone, UInt128 group)
    {
        ulong mixed = ((ulong)(group >> 64) ^ zone) * _high;
        return (int)((((mixed >> 32) ^ mixed ^ (ulong)group) * _low) >> _shift);
    }
}
