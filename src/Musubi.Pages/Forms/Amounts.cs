using System.Globalization;

namespace Musubi.Pages.Forms;

/// <summary>Amounts as people type them, with k, M and G behind them for thousands, millions and thousands of millions. Pure.</summary>
public static class Amounts
{
    private static readonly (string Unit, long Size)[] Units = [("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)];

    /// <summary>Null for what is no amount.</summary>
    public static long? Read(string text)
    {
        string trimmed = text.Trim();
        foreach ((string unit, long size) in Units)
        {
            if (trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                return decimal.TryParse(trimmed[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal part) && part * size is var whole && whole == decimal.Truncate(whole) && whole <= long.MaxValue
                    ? (long)whole
                    : null;
            }
        }

        return long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }

    /// <summary>In the largest unit in which it is whole.</summary>
    public static string Write(long amount)
    {
        foreach ((string unit, long size) in Units)
        {
            if (amount != 0 && amount % size == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{amount / size}{unit}");
            }
        }

        return amount.ToString(CultureInfo.InvariantCulture);
    }
}
