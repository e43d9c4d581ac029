namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>One direction of a port's traffic shaping.</summary>
/// <param name="AverageBitsPerSecond">1 or more.</param>
/// <param name="PeakBitsPerSecond">The average or more.</param>
/// <param name="BurstBytes">What may pass at the peak rate after a pause, 1 or more.</param>
public sealed record RateLimit(long AverageBitsPerSecond, long PeakBitsPerSecond, long BurstBytes);
