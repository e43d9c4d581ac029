using System.Text.Json.Nodes;

namespace Musubi.Pages.Forms;

/// <summary>Lists of a body whose items have names of their own: two people may change different items of one list. Pure.</summary>
public static class KeyedLists
{
    /// <summary>The member that names an item; null for a list that is one thing, such as rules in order.</summary>
    public static string? KeyOf(string path) => path switch
    {
        "hosts" => "host",
        "lags" or "networkResourcePools" => "name",
        "privateVlans" => "primary",
        _ => null,
    };

    /// <summary>What both made of a list, in the order of what is there now, with what was added here behind it.</summary>
    /// <param name="before">As both found it.</param>
    /// <param name="now">As somebody else has made it.</param>
    /// <param name="wanted">As it is wanted here.</param>
    /// <param name="key">The member that names an item.</param>
    /// <param name="both">Gets the names of items that both changed, each in another way: what is wanted here is kept.</param>
    public static JsonArray Merge(JsonArray? before, JsonArray? now, JsonArray? wanted, string key, ICollection<string> both)
    {
        Dictionary<string, JsonNode> former = ByKey(before, key);
        Dictionary<string, JsonNode> theirs = ByKey(now, key);
        Dictionary<string, JsonNode> ours = ByKey(wanted, key);
        JsonArray merged = [];
        foreach (string name in theirs.Keys.Union(ours.Keys))
        {
            (JsonNode? was, JsonNode? their, JsonNode? our) = (former.GetValueOrDefault(name), theirs.GetValueOrDefault(name), ours.GetValueOrDefault(name));
            bool isOurs = !JsonNode.DeepEquals(was, our);
            if (isOurs && !JsonNode.DeepEquals(was, their) && !JsonNode.DeepEquals(their, our))
            {
                both.Add(name);
            }

            if ((isOurs ? our : their) is { } kept)
            {
                merged.Add(kept.DeepClone());
            }
        }

        return merged;
    }

    private static Dictionary<string, JsonNode> ByKey(JsonArray? items, string key)
    {
        Dictionary<string, JsonNode> found = new(StringComparer.Ordinal);
        foreach (JsonObject item in (items ?? []).OfType<JsonObject>())
        {
            found.TryAdd(item[key]?.ToString() ?? "", item);
        }

        return found;
    }
}
