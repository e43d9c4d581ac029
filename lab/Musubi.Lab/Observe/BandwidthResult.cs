namespace Musubi.Lab.Observe;

/// <summary>What a TCP stream carried.</summary>
/// <param name="Gigabits">Received, for each second.</param>
/// <param name="Bytes">Received in all.</param>
/// <param name="StillSeconds">Seconds in which nothing was sent.</param>
/// <param name="Error">Why the stream broke; null when it lasted to its end.</param>
internal sealed record BandwidthResult(double Gigabits, long Bytes, int StillSeconds, string? Error)
{
    /// <summary>Ethernet 14, IPv4 20, TCP 20 and its timestamps 12 (RFC 7323): beside what a stream carries in each frame.</summary>
    private const int HeaderBytes = 66;

    /// <summary>Preamble 8, FCS 4, gap 12: beside these on the wire.</summary>
    private const int WireBytes = 24;

    /// <summary>Of the stream, in each full frame; 0 when it broke.</summary>
    public int SegmentBytes { get; init; }

    public bool Survived => Error is null && Bytes > 0;

    /// <summary>Mbit/s of frames from the Ethernet header on, as limits and shaping count. What else the stream sends is not worth counting.</summary>
    public double FrameMegabits => MegabitsWith(HeaderBytes);

    /// <summary>Mbit/s on the wire, as the capacity of an uplink counts.</summary>
    public double WireMegabits => MegabitsWith(HeaderBytes + WireBytes);

    public override string ToString() => Error ?? FormattableString.Invariant($"{Gigabits:0.00} Gbit/s");

    private double MegabitsWith(int more) => SegmentBytes == 0 ? 0 : Gigabits * 1000 * (SegmentBytes + more) / SegmentBytes;
}
