namespace Musubi.Lab.Observe;

/// <summary>What a TCP stream carried.</summary>
/// <param name="Gigabits">Received, for each second.</param>
/// <param name="Bytes">Received in all.</param>
/// <param name="StillSeconds">Seconds in which nothing was sent.</param>
/// <param name="Error">Why the stream broke; null when it lasted to its end.</param>
internal sealed record BandwidthResult(double Gigabits, long Bytes, int StillSeconds, string? Error)
{
    public bool Survived => Error is null && Bytes > 0;

    public override string ToString() => Error ?? FormattableString.Invariant($"{Gigabits:0.00} Gbit/s");
}
