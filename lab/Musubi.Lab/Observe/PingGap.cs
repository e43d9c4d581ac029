namespace Musubi.Lab.Observe;

/// <summary>The time between two replies that followed one another.</summary>
/// <param name="Start">When the earlier came, in seconds since the Unix epoch.</param>
internal readonly record struct PingGap(double Start, double Seconds)
{
    public double End => Start + Seconds;
}
