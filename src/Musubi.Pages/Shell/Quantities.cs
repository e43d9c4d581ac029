using System.Globalization;

namespace Musubi.Pages.Shell;

/// <summary>Amounts as people read them. Pure.</summary>
public static class Quantities
{
    private static readonly string[] Thousands = ["", "k", "M", "G", "T"];

    /// <summary>Such as "1.2 Gbit/s".</summary>
    public static string Bits(double perSecond) => $"{Scaled(perSecond)}bit/s";

    /// <summary>Such as "3.4 k" a second.</summary>
    public static string Each(double perSecond) => $"{Scaled(perSecond)}/s";

    /// <summary>Such as "10 Gbit/s" for a link; a dash when it is not known.</summary>
    public static string Speed(int megabits) => megabits <= 0 ? "–" : Bits(megabits * 1e6);

    public static string Number(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Scaled(double value)
    {
        int step = 0;
        while (value >= 999.5 && step < Thousands.Length - 1)
        {
            value /= 1000;
            step++;
        }

        string digits = value is 0 or >= 99.5 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString("0.#", CultureInfo.InvariantCulture);
        return $"{digits} {Thousands[step]}";
    }
}
