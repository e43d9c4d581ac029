using System.Text.Json.Nodes;

namespace Musubi.Cli.CommandLine;

/// <summary>Reads what options of I/O control take: a name, then shares, reservation, quota and limit behind it, such as "vmotion,shares=low,limit=2G".</summary>
internal static class IoText
{
    public const string None = "none";

    private static readonly string[] ShareWords = ["low", "normal", "high"];

    /// <summary>A number from 1 to 100, or its word; null for anything else.</summary>
    public static JsonNode? Shares(string text) =>
        ShareWords.Contains(text) ? text : Words.Number(text) is >= 1 and <= 100 and { } number ? number : null;

    /// <summary>Bits a second; null for anything else.</summary>
    public static JsonNode? Rate(string text) => Words.Quantity(text) is { } rate ? rate : null;

    /// <summary>Bits a second, or none; null for anything else.</summary>
    public static JsonNode? Limit(string text) => text == None ? None : Rate(text);

    /// <summary>The fields behind the name; null when one is wrong, unknown or given twice.</summary>
    /// <param name="parts">Each "field=value".</param>
    /// <param name="amount">The name of the field that takes a rate: "reservation" or "quota".</param>
    public static JsonObject? Fields(IEnumerable<string> parts, string amount)
    {
        JsonObject fields = [];
        foreach (string part in parts)
        {
            (string Name, JsonNode? Value) field = part.Split('=', 2) switch
            {
                ["shares", string text] => ("shares", Shares(text)),
                ["limit", string text] => ("limitBitsPerSecond", Limit(text)),
                [string name, string text] when name == amount => ($"{amount}BitsPerSecond", Rate(text)),
                _ => ("", null),
            };
            if (field.Value is null || !fields.TryAdd(field.Name, field.Value))
            {
                return null;
            }
        }

        return fields;
    }
}
