using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Musubi.Pages.Changes;

/// <summary>A planned change as it is typed or written elsewhere. Pure.</summary>
public static class ChangeText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command lines, with quotes where a shell wants them.</summary>
    public static string Cli(PlannedChange change) =>
        string.Join('\n', change.MoreCli.Prepend(change.Cli).Select(words => "musubi " + string.Join(' ', words.Select(Quote))))
        + string.Concat(change.CliWithInput.Select(line => $"\nmusubi {string.Join(' ', line.Words.Select(Quote))} <<'END'\n{line.Input.ToJsonString(Indented)}\nEND"));

    /// <summary>The REST call.</summary>
    public static string Rest(PlannedChange change) =>
        $"{change.Method} /api/v1{change.Path}" + (change.Body is null ? "" : "\n" + change.Body.ToJsonString(Indented));

    /// <summary>The documents for <c>musubi apply -f</c>, as YAML; empty where there is none.</summary>
    public static string Yaml(PlannedChange change)
    {
        StringBuilder text = new();
        foreach (JsonObject document in change.Documents)
        {
            text.Append(text.Length > 0 ? "---\n" : "");
            Write(text, document, 0);
        }

        return text.ToString();
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ':' or ',' or '=' or '@' or '+')
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach ((string name, JsonNode? value) in fields)
                {
                    text.Append(' ', depth * 2).Append(name).Append(':');
                    WriteValue(text, value, depth);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    WriteItem(text, item, depth);
                }

                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            Write(text, value, depth + 1);
        }
        else
        {
            text.Append(' ').Append(Scalar(value)).Append('\n');
        }
    }

    /// <summary>The first line of an item stands behind its dash.</summary>
    private static void WriteItem(StringBuilder text, JsonNode? item, int depth)
    {
        text.Append(' ', depth * 2).Append("- ");
        if (item is JsonObject { Count: > 0 })
        {
            StringBuilder inner = new();
            Write(inner, item, depth + 1);
            text.Append(inner.ToString().AsSpan().TrimStart());
        }
        else
        {
            text.Append(Scalar(item)).Append('\n');
        }
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    /// <summary>Plain where YAML reads it back as the same text, else in quotes as JSON writes it, which YAML reads too.</summary>
    private static string Text(string value)
    {
        bool isPlain = value.Length > 0 && char.IsAsciiLetter(value[0])
            && value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ' ' or '@')
            && value[^1] != ' ' && value.ToUpper(CultureInfo.InvariantCulture) is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N");
        return isPlain ? value : JsonSerializer.Serialize(value, Indented);
    }
}
