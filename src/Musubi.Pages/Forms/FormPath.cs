using System.Globalization;
using System.Text.Json.Nodes;

namespace Musubi.Pages.Forms;

/// <summary>Places in a body, as errors name them: "policy.teaming.active", "lags[0].mode". Names of members hold no dot. Pure.</summary>
public static class FormPath
{
    /// <summary>Lists and these objects are given as a whole or not at all.</summary>
    public static bool IsWhole(string path) => path is "policy.shaping.ingress" or "policy.shaping.egress" or "policy.filtering" or "uplinkFiltering";

    public static JsonNode? Find(JsonObject root, string path)
    {
        JsonNode? at = root;
        foreach ((string name, int? index) in Steps(path))
        {
            at = at is JsonObject fields && fields.TryGetPropertyValue(name, out JsonNode? found) ? found : null;
            if (index is { } place)
            {
                at = at is JsonArray items && place < items.Count ? items[place] : null;
            }
        }

        return at;
    }

    /// <summary>Puts a value where the path says, with the objects above it; null takes it away, and objects above it that are empty then. A place in a list must exist.</summary>
    public static void Set(JsonObject root, string path, JsonNode? value)
    {
        (string Name, int? Index)[] steps = [.. Steps(path)];
        Set(root, steps, value);
    }

    /// <summary>Every value with its path; what is given as a whole is one value.</summary>
    public static Dictionary<string, JsonNode> Leaves(JsonObject root)
    {
        Dictionary<string, JsonNode> leaves = new(StringComparer.Ordinal);
        Collect(leaves, root, "");
        return leaves;
    }

    /// <summary>Whether an error of one path belongs to a field of another: to it, or to something within it.</summary>
    public static bool IsWithin(string error, string field) =>
        error.StartsWith(field, StringComparison.Ordinal) && (error.Length == field.Length || error[field.Length] is '.' or '[');

    private static void Collect(Dictionary<string, JsonNode> leaves, JsonObject fields, string above)
    {
        foreach ((string name, JsonNode? value) in fields)
        {
            string path = above.Length == 0 ? name : $"{above}.{name}";
            if (value is JsonObject inner && !IsWhole(path))
            {
                Collect(leaves, inner, path);
            }
            else if (value is not null)
            {
                leaves[path] = value;
            }
        }
    }

    private static void Set(JsonObject fields, ReadOnlySpan<(string Name, int? Index)> steps, JsonNode? value)
    {
        (string name, int? index) = steps[0];
        if (index is { } place)
        {
            JsonArray items = (JsonArray)fields[name]!;
            if (steps.Length == 1)
            {
                items[place] = value;
            }
            else
            {
                Set((JsonObject)items[place]!, steps[1..], value);
            }

            return;
        }

        if (steps.Length == 1)
        {
            if (value is null)
            {
                fields.Remove(name);
            }
            else
            {
                fields[name] = value;
            }

            return;
        }

        if (fields[name] is not JsonObject inner)
        {
            if (value is null)
            {
                return;
            }

            fields[name] = inner = [];
        }

        Set(inner, steps[1..], value);
        if (inner.Count == 0)
        {
            fields.Remove(name);
        }
    }

    private static IEnumerable<(string Name, int? Index)> Steps(string path)
    {
        foreach (string part in path.Split('.'))
        {
            int open = part.IndexOf('[', StringComparison.Ordinal);
            yield return open < 0 ? (part, null) : (part[..open], int.Parse(part.AsSpan(open + 1, part.Length - open - 2), CultureInfo.InvariantCulture));
        }
    }
}
