using System.Text.Json;
using Musubi.Host.Plan;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>Reads the two messages of QMP that matter here. Pure.</summary>
internal static class QmpMessages
{
    private const ulong Broadcast = 0xffff_ffff_ffff;

    /// <summary>A NIC's receive filter has changed, or its guest has come by a migration, of which QEMU tells no change.</summary>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public static bool IsFilterChange(ReadOnlySpan<byte> line)
    {
        JsonElement message = Parse(line);
        return message.ValueKind == JsonValueKind.Object && message.TryGetProperty("event", out JsonElement name) && (name.ValueEquals("NIC_RX_FILTER_CHANGED") || name.ValueEquals("RESUME"));
    }

    /// <summary>What the only NIC, or the NIC of that name, lets through; null when the line does not tell.</summary>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public static GuestFilter? FindFilter(ReadOnlySpan<byte> line, string vnic)
    {
        JsonElement message = Parse(line);
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("return", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement[] nics = [.. list.EnumerateArray().Where(nic => nic.ValueKind == JsonValueKind.Object)];
        JsonElement? chosen = nics.Length == 1 ? nics[0] : nics.Where(nic => TextOf(nic, "name") == vnic).Select(nic => (JsonElement?)nic).FirstOrDefault();
        return chosen is { } found && MacAddress.TryParse(TextOf(found, "main-mac"), null, out MacAddress mac) ? new GuestFilter(mac, GroupsOf(found)) : null;
    }

    /// <summary>Null where the NIC lets all groups through: its guest has asked for that, or for more than the NIC can tell apart.</summary>
    private static ValueList<MacAddress>? GroupsOf(JsonElement nic)
    {
        bool isTold = TextOf(nic, "multicast") is "normal" or "none" && IsFalse(nic, "promiscuous") && IsFalse(nic, "multicast-overflow");
        if (!isTold || !nic.TryGetProperty("multicast-table", out JsonElement table) || table.ValueKind != JsonValueKind.Array || table.GetArrayLength() > GuestFilter.MostGroups)
        {
            return null;
        }

        List<MacAddress> groups = [];
        foreach (JsonElement item in table.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !MacAddress.TryParse(item.GetString(), null, out MacAddress group))
            {
                return null;
            }

            groups.Add(group);
        }

        return TextOf(nic, "multicast") == "none" ? [] : [.. groups.Where(group => group.IsGroup && group.Value != Broadcast).Distinct().OrderBy(group => group.Value)];
    }

    private static bool IsFalse(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.False;

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = 16 });
        return JsonElement.ParseValue(ref reader);
    }
}
