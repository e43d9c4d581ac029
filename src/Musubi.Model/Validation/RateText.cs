using System.Globalization;

namespace Musubi.Model.Validation;

/// <summary>Rates as people read them.</summary>
public static class RateText
{
    /// <summary>"8.2 Gbit/s": three digits behind the point at most.</summary>
    public static string Of(long bitsPerSecond) => bitsPerSecond switch
    {
        >= 1_000_000_000 => Text(bitsPerSecond / 1e9, "Gbit/s"),
        >= 1_000_000 => Text(bitsPerSecond / 1e6, "Mbit/s"),
        >= 1_000 => Text(bitsPerSecond / 1e3, "kbit/s"),
        _ => Text(bitsPerSecond, "bit/s"),
    };

    private static string Text(double number, string unit) => string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}");
}
