using System.Globalization;
using System.Text;

namespace Musubi.Model.Validation;

/// <summary>Makes a value from a request fit to be shown in an error: at most 64 characters, nothing that a terminal would obey.</summary>
public static class ShownValue
{
    private const int MaxLength = 64;

    public static string Of(string? value)
    {
        if (value is null)
        {
            return "";
        }

        StringBuilder shown = new();
        foreach (char c in value)
        {
            string piece = IsSafe(c) ? c.ToString() : $"\\u{(int)c:x4}";
            if (shown.Length + piece.Length > MaxLength - 1)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(piece);
        }

        return shown.ToString();
    }

    public static string Of(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static bool IsSafe(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
