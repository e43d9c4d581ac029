using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges the shaping of a planned vNIC: every error is told.</summary>
internal static class ShapingChecks
{
    /// <summary>Bits per second.</summary>
    public const ulong MaxRate = 1_000_000_000_000;

    private const ulong MinRate = 8_000;
    private const ulong MinBurst = 1_600;
    private const ulong MaxBurst = 1 << 30;

    /// <param name="field">Of the settings.</param>
    /// <param name="tell">Of each error the field, its value and the rule that it breaks.</param>
    public static void Check(ShapingSettings shaping, string field, Action<string, ulong, string> tell)
    {
        CheckLimit(shaping.Ingress, $"{field}.ingress", tell);
        CheckLimit(shaping.Egress, $"{field}.egress", tell);
        CheckRange(shaping.Awaited?.IngressBytes ?? 0, 0, MaxBurst, $"{field}.awaited.ingress_bytes", tell);
        CheckRange(shaping.Awaited?.EgressBytes ?? 0, 0, MaxBurst, $"{field}.awaited.egress_bytes", tell);
    }

    private static void CheckLimit(ShapingLimit? limit, string field, Action<string, ulong, string> tell)
    {
        if (limit is null)
        {
            return;
        }

        CheckRange(limit.AverageBitsPerSecond, MinRate, MaxRate, $"{field}.average_bits_per_second", tell);
        CheckRange(limit.PeakBitsPerSecond, limit.AverageBitsPerSecond, MaxRate, $"{field}.peak_bits_per_second", tell);
        CheckRange(limit.BurstBytes, MinBurst, MaxBurst, $"{field}.burst_bytes", tell);
    }

    private static void CheckRange(ulong value, ulong least, ulong most, string field, Action<string, ulong, string> tell)
    {
        if (value < least || value > most)
        {
            tell(field, value, $"must be {least}..{most}");
        }
    }
}
