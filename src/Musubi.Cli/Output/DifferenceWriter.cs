using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>Shows what a change changes, object by object.</summary>
internal static class DifferenceWriter
{
    public static void Write(Surroundings surroundings, JsonElement change)
    {
        if (!change.Items("differences").Any())
        {
            surroundings.Out.WriteLine("no difference");
            return;
        }

        foreach (IGrouping<string, JsonElement> item in change.Items("differences").GroupBy(d => d.Text("object"), StringComparer.Ordinal))
        {
            WriteObject(surroundings, item.Key, [.. item]);
        }
    }

    private static void WriteObject(Surroundings surroundings, string name, List<JsonElement> differences)
    {
        JsonElement? whole = differences.Where(d => d.Text("field").Length == 0).Select(d => (JsonElement?)d).FirstOrDefault();
        char sign = whole is null ? '~' : whole.Value.Find("before") is null ? '+' : '-';
        Line(surroundings, sign, $"{sign} {name}");
        foreach (JsonElement difference in differences.Where(d => d.Text("field").Length > 0))
        {
            (string? before, string? after) = (Value(difference, "before"), Value(difference, "after"));
            string field = difference.Text("field");
            Line(surroundings, before is null ? '+' : after is null ? '-' : '~',
                before is null ? $"    {field}: {after}" : after is null ? $"    {field}: {before} → (none)" : $"    {field}: {before} → {after}");
        }
    }

    private static string? Value(JsonElement difference, string name) =>
        difference.Find(name) is { } value ? value.Shown() is { Length: > 0 } text ? text : "\"\"" : null;

    private static void Line(Surroundings surroundings, char sign, string text)
    {
        string safe = SafeText.Of(text);
        string colour = sign switch { '+' => "32", '-' => "31", _ => "33" };
        surroundings.Out.WriteLine(surroundings.Colours ? $"\e[{colour}m{safe}\e[0m" : safe);
    }
}
