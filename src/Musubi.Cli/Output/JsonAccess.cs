using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>
/// Reads answers as the JSON they are: what a newer server says beyond what this program knows is kept and shown.
/// </summary>
internal static class JsonAccess
{
    /// <summary>The element at a path such as "runtime.state"; null when it, or anything on the way, is absent or null.</summary>
    public static JsonElement? Find(this JsonElement element, string path)
    {
        foreach (Range part in path.AsSpan().Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(path.AsSpan()[part], out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    /// <summary>The value at a path as text; "" when absent. Lists are joined by ", ".</summary>
    public static string Text(this JsonElement element, string path) => element.Find(path) is { } found ? found.Shown() : "";

    public static long Number(this JsonElement element, string path) =>
        element.Find(path) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out long number) ? number : 0;

    public static bool Flag(this JsonElement element, string path) => element.Find(path) is { ValueKind: JsonValueKind.True };

    public static IEnumerable<JsonElement> Items(this JsonElement element, string path) =>
        element.Find(path) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    public static string Shown(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Array => string.Join(", ", element.EnumerateArray().Select(Shown)),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        _ => element.GetRawText(),
    };
}
