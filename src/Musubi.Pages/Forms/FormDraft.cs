using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Json;

namespace Musubi.Pages.Forms;

/// <summary>
/// What somebody makes of an object: the object as it was shown, in the form that the API gives it, and as it is wanted. The difference of the two is what is asked of the
/// controller, so that what others changed beside it stays theirs. Not safe for several threads.
/// </summary>
public sealed class FormDraft
{
    private static readonly string[] Kept = ["kind", "id", "revision", "type", "switchId", "portGroupId", "effective", "ports", "connectedPorts", "portGroups", "runtime", "connection"];

    private FormDraft(JsonObject shown, JsonObject wanted, long? revision)
    {
        (Shown, Wanted, Revision) = (shown, wanted, revision);
    }

    /// <summary>As it is.</summary>
    public JsonObject Shown { get; private set; }

    /// <summary>As it is to be. A number that is none yet stands in it as the text that was typed.</summary>
    public JsonObject Wanted { get; }

    /// <summary>Of <see cref="Shown"/>; null for an object that is not there yet.</summary>
    public long? Revision { get; private set; }

    /// <summary>For an object that is there.</summary>
    /// <param name="resource">As the API gives it.</param>
    /// <param name="revision">Its revision.</param>
    public static FormDraft Of(object resource, long revision) => new(Fields(resource), Fields(resource), revision);

    /// <summary>For a new object.</summary>
    /// <param name="wanted">What it begins with.</param>
    public static FormDraft New(JsonObject wanted) => new([], wanted, null);

    /// <summary>For a new object that begins as a copy of another.</summary>
    public static FormDraft Copy(object resource, string name)
    {
        JsonObject wanted = Fields(resource);
        wanted["name"] = name;
        return New(wanted);
    }

    public JsonNode? Find(string path) => FormPath.Find(Wanted, path);

    /// <summary>As text for a field; empty where nothing is given.</summary>
    public string Text(string path) => Find(path) switch
    {
        null => "",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonNode other => other.ToJsonString(ModelJson.Options),
    };

    /// <summary>Null where nothing is given.</summary>
    public bool? Flag(string path) => Find(path)?.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public IReadOnlyList<string> Texts(string path) => Find(path) is JsonArray items ? [.. items.Select(item => item is JsonValue ? item.ToString() : "")] : [];

    /// <summary>Null: what is given no more is inherited, or none.</summary>
    public void Set(string path, JsonNode? value) => FormPath.Set(Wanted, path, value);

    /// <summary>What is asked of the controller: what is wanted otherwise than it is shown. Without the revision.</summary>
    public JsonObject Body()
    {
        Dictionary<string, JsonNode> shown = FormPath.Leaves(Shown);
        Dictionary<string, JsonNode> wanted = FormPath.Leaves(Wanted);
        JsonObject body = [];
        foreach ((string path, JsonNode value) in wanted)
        {
            if (!shown.TryGetValue(path, out JsonNode? present) || !JsonNode.DeepEquals(present, value))
            {
                FormPath.Set(body, path, value.DeepClone());
            }
        }

        foreach (string path in shown.Keys.Where(path => !wanted.ContainsKey(path)))
        {
            FormPath.Set(body, path, Nothing(path));
        }

        return body;
    }

    /// <summary>
    /// Puts what was typed on top of what somebody else has made of the object meanwhile. Gives the paths that both changed, where what was typed here would undo it.
    /// </summary>
    public IReadOnlyList<string> Rebase(object resource, long revision)
    {
        JsonObject present = Fields(resource);
        Dictionary<string, JsonNode> before = FormPath.Leaves(Shown);
        Dictionary<string, JsonNode> now = FormPath.Leaves(present);
        Dictionary<string, JsonNode> wanted = FormPath.Leaves(Wanted);
        List<string> both = [];
        foreach (string path in before.Keys.Union(now.Keys).Where(path => !Same(before, now, path)))
        {
            if (Same(before, wanted, path))
            {
                FormPath.Set(Wanted, path, now.GetValueOrDefault(path)?.DeepClone());
            }
            else if (!Same(now, wanted, path))
            {
                both.AddRange(Merge(path, before, now, wanted));
            }
        }

        (Shown, Revision) = (present, revision);
        return both;
    }

    /// <summary>Where both changed one value: in a list of named items it may have been different ones. Gives what they changed both.</summary>
    private List<string> Merge(string path, Dictionary<string, JsonNode> before, Dictionary<string, JsonNode> now, Dictionary<string, JsonNode> wanted)
    {
        if (KeyedLists.KeyOf(path) is not { } key)
        {
            return [path];
        }

        List<string> items = [];
        FormPath.Set(Wanted, path, KeyedLists.Merge(before.GetValueOrDefault(path) as JsonArray, now.GetValueOrDefault(path) as JsonArray, wanted.GetValueOrDefault(path) as JsonArray, key, items));
        return [.. items.Select(item => $"{path} {item}")];
    }

    private static bool Same(Dictionary<string, JsonNode> one, Dictionary<string, JsonNode> other, string path) =>
        JsonNode.DeepEquals(one.GetValueOrDefault(path), other.GetValueOrDefault(path));

    /// <summary>How the API is told that a field is given no more.</summary>
    private static JsonNode? Nothing(string path) =>
        path.StartsWith("policy.", StringComparison.Ordinal) ? "inherit"
        : path == "networkResourcePool" || path.EndsWith("limitBitsPerSecond", StringComparison.Ordinal) ? "none"
        : path.StartsWith("contact.", StringComparison.Ordinal) ? ""
        : null;

    private static JsonObject Fields(object resource)
    {
        JsonObject fields = (JsonObject)JsonSerializer.SerializeToNode(resource, resource.GetType(), ModelJson.Options)!;
        foreach (string name in Kept)
        {
            fields.Remove(name);
        }

        Strip(fields, "lags", "key");
        Strip(fields, "networkResourcePools", "reservedBitsPerSecond");
        return fields;
    }

    /// <summary>What the controller alone knows of the items of a list is no part of a form.</summary>
    private static void Strip(JsonObject fields, string list, string member)
    {
        foreach (JsonObject item in (fields[list] as JsonArray ?? []).OfType<JsonObject>())
        {
            item.Remove(member);
        }
    }
}
