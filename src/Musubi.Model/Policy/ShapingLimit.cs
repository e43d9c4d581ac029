namespace Musubi.Model.Policy;

/// <summary>
/// Traffic shaping of one direction, as a whole: a level gives all of it or inherits all of it. Over time the average passes; after a
/// pause a burst may pass at the peak.
/// </summary>
public sealed record ShapingLimit
{
    public static ShapingLimit Off { get; } = new();

    public bool Enabled { get; init; }

    /// <summary>8,000..1,000,000,000,000; 0 when not enabled.</summary>
    public long AverageBitsPerSecond { get; init; }

    /// <summary>The average or more; 0 when not enabled.</summary>
    public long PeakBitsPerSecond { get; init; }

    /// <summary>1,600..1,073,741,824; 0 when not enabled.</summary>
    public long BurstBytes { get; init; }

    /// <summary>A limit with a peak and a burst that go with its average where they are not given: no faster, and a tenth of a second.</summary>
    public static ShapingLimit Of(long averageBitsPerSecond, long? peakBitsPerSecond = null, long? burstBytes = null) => new()
    {
        Enabled = true,
        AverageBitsPerSecond = averageBitsPerSecond,
        PeakBitsPerSecond = peakBitsPerSecond ?? averageBitsPerSecond,
        BurstBytes = burstBytes ?? Math.Clamp(averageBitsPerSecond / 80, 65_536, Validation.ShapingRules.MaxBurst),
    };
}
