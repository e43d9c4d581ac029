using System.Globalization;
using System.Text.Json;

namespace Musubi.Cli.Output;

/// <summary>
/// Shows one object to a person: a line for each value, a table for each list of objects, and one that tells which policy applies and from
/// which level each part of it comes.
/// </summary>
internal static class DetailWriter
{
    private const string Effective = "effective";

    private static readonly Column[] PolicyColumns = [Column.Field("  SETTING", ""), Column.Field("VALUE", ""), Column.Field("FROM", "")];

    public static void Write(TextWriter output, bool colours, JsonElement item)
    {
        List<(string, string)> pairs = [];
        List<(string Label, JsonElement List)> tables = [];
        Collect(pairs, tables, "", item);
        TableWriter.WritePairs(output, colours, pairs);
        foreach ((string label, JsonElement list) in tables)
        {
            output.WriteLine();
            output.WriteLine(SafeText.Of(label + ":"));
            WriteTable(output, colours, list);
        }

        if (item.Find("effective.policy") is { } policy && item.Find("effective.origins") is { } origins)
        {
            output.WriteLine();
            output.WriteLine("policy that applies:");
            WritePolicy(output, colours, policy, origins);
        }
    }

    private static void WritePolicy(TextWriter output, bool colours, JsonElement policy, JsonElement origins)
    {
        List<(string Label, string Value)> settings = [];
        Flatten(settings, "", policy);
        TableWriter.Write(output, colours, PolicyColumns, settings.Select(setting => (IReadOnlyList<string>)
            ["  " + setting.Label, setting.Value, OriginOf(origins, setting.Label)]));
    }

    /// <summary>Of the setting, or of what it is inherited as a part of.</summary>
    private static string OriginOf(JsonElement origins, string label)
    {
        for (string part = label; part.Length > 0; part = part[..Math.Max(part.LastIndexOf('.'), 0)])
        {
            if (origins.TryGetProperty(part, out JsonElement origin))
            {
                return origin.Shown();
            }
        }

        return "";
    }

    private static void Collect(List<(string, string)> pairs, List<(string, JsonElement)> tables, string prefix, JsonElement item)
    {
        foreach (JsonProperty property in item.EnumerateObject())
        {
            string label = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object && property.Name != Effective)
            {
                Collect(pairs, tables, label + ".", property.Value);
            }
            else if (IsTable(property.Value))
            {
                tables.Add((label, property.Value));
            }
            else if (property.Value.ValueKind != JsonValueKind.Object)
            {
                pairs.Add((label, property.Value.Shown()));
            }
        }
    }

    private static void WriteTable(TextWriter output, bool colours, JsonElement list)
    {
        List<string> names = [];
        List<Dictionary<string, string>> rows = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            List<(string Label, string Value)> cells = [];
            Flatten(cells, "", item);
            Dictionary<string, string> row = new(StringComparer.Ordinal);
            foreach ((string label, string value) in cells)
            {
                row[label] = value;
                if (!names.Contains(label))
                {
                    names.Add(label);
                }
            }

            rows.Add(row);
        }

        Column[] columns = [.. names.Select(name => Column.Field(SafeText.Of("  " + name), name))];
        TableWriter.Write(output, colours, columns, rows.Select(row => (IReadOnlyList<string>)[.. names.Select(name => "  " + row.GetValueOrDefault(name, "-"))]));
    }

    private static void Flatten(List<(string, string)> cells, string prefix, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            // A list of objects within a table would need one of its own: how many there are must do.
            cells.Add((prefix.TrimEnd('.'), IsTable(item) ? item.GetArrayLength().ToString(CultureInfo.InvariantCulture) : item.Shown()));
            return;
        }

        foreach (JsonProperty property in item.EnumerateObject())
        {
            Flatten(cells, prefix + property.Name + ".", property.Value);
        }
    }

    private static bool IsTable(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object);
}
