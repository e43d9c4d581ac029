using System.Globalization;
using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>What a shaping limit must be. Pure; any thread.</summary>
public static class ShapingRules
{
    public const long MinRate = 8_000;

    public const long MaxRate = 1_000_000_000_000;

    /// <summary>One frame.</summary>
    public const long MinBurst = 1_600;

    public const long MaxBurst = 1 << 30;

    /// <summary>What is wrong with a limit: the field, its value and the rule.</summary>
    public static IEnumerable<(string Field, string Value, string Rule)> Check(ShapingLimit limit)
    {
        if (!limit.Enabled)
        {
            yield break;
        }

        if (limit.AverageBitsPerSecond is < MinRate or > MaxRate)
        {
            yield return ("averageBitsPerSecond", Text(limit.AverageBitsPerSecond), $"must be from {Text(MinRate)} to {Text(MaxRate)}");
        }
        else if (limit.PeakBitsPerSecond < limit.AverageBitsPerSecond || limit.PeakBitsPerSecond > MaxRate)
        {
            yield return ("peakBitsPerSecond", Text(limit.PeakBitsPerSecond), $"must be from the average, {Text(limit.AverageBitsPerSecond)}, to {Text(MaxRate)}");
        }

        if (limit.BurstBytes is < MinBurst or > MaxBurst)
        {
            yield return ("burstBytes", Text(limit.BurstBytes), $"must be from {Text(MinBurst)} to {Text(MaxBurst)}");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
