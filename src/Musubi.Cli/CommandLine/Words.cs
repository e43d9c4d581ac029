using System.Globalization;
using System.Text;

namespace Musubi.Cli.CommandLine;

/// <summary>Reads what people write as values of options. Each gives null when the text is none of it.</summary>
internal static class Words
{
    private const long MaxDuration = 86_400_000;

    public static bool? YesNo(string? text) => text switch
    {
        "yes" or "true" or "on" => true,
        "no" or "false" or "off" => false,
        _ => null,
    };

    /// <summary>"ip-port" as the interface has it: "ipPort".</summary>
    public static string Camel(string words) => string.Concat(words.Split('-').Select((word, i) => i == 0 || word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    public static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A whole number with k, M or G behind it for thousands, millions and thousands of millions: "1500", "64k", "100M", "10G".</summary>
    public static long? Quantity(string text)
    {
        long unit = text.Length == 0 ? 1 : text[^1] switch { 'k' or 'K' => 1_000, 'm' or 'M' => 1_000_000, 'g' or 'G' => 1_000_000_000, _ => 1 };
        return Number(unit == 1 ? text : text[..^1]) is { } number && number <= long.MaxValue / unit ? number * unit : null;
    }

    /// <summary>"30s", "500ms", "2m", "1h", or seconds without a unit; at most a day.</summary>
    public static TimeSpan? Duration(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        long? milliseconds = text[digits..] switch
        {
            "ms" => 1,
            "s" or "" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => null,
        };
        bool isNumber = int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return isNumber && milliseconds is { } unit && number * unit <= MaxDuration ? TimeSpan.FromMilliseconds(number * unit) : null;
    }

    /// <summary>
    /// The items of an option given several times, each of which may hold several parted by commas; a comma within an item is
    /// written "\,". An empty text holds none.
    /// </summary>
    public static List<string> List(IEnumerable<string> texts)
    {
        List<string> items = [];
        foreach (string text in texts)
        {
            StringBuilder item = new();
            for (int i = 0; i < text.Length; i++)
            {
                bool isEscape = text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ',' or '\\';
                if (text[i] == ',')
                {
                    Take(items, item);
                }
                else
                {
                    i += isEscape ? 1 : 0;
                    item.Append(text[i]);
                }
            }

            Take(items, item);
        }

        return items;
    }

    private static void Take(List<string> items, StringBuilder item)
    {
        string text = item.ToString().Trim();
        item.Clear();
        if (text.Length > 0)
        {
            items.Add(text);
        }
    }
}
