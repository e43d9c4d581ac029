using System.Text.Json;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>Reads the two messages of QMP that matter here. Pure.</summary>
internal static class QmpMessages
{
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public static bool IsFilterChange(ReadOnlySpan<byte> line)
    {
        JsonElement message = Parse(line);
        return message.ValueKind == JsonValueKind.Object && message.TryGetProperty("event", out JsonElement name) && name.ValueEquals("NIC_RX_FILTER_CHANGED");
    }

    /// <summary>The main MAC of the only NIC, or of the NIC of that name; null when the line does not tell.</summary>
    /// <exception cref="JsonException">The line is no JSON.</exception>
    public static MacAddress? FindMac(ReadOnlySpan<byte> line, string vnic)
    {
        JsonElement message = Parse(line);
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("return", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        JsonElement[] nics = [.. list.EnumerateArray().Where(nic => nic.ValueKind == JsonValueKind.Object)];
        JsonElement? chosen = nics.Length == 1 ? nics[0] : nics.Where(nic => TextOf(nic, "name") == vnic).Select(nic => (JsonElement?)nic).FirstOrDefault();
        return chosen is { } found && MacAddress.TryParse(TextOf(found, "main-mac"), null, out MacAddress mac) ? mac : null;
    }

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = 16 });
        return JsonElement.ParseValue(ref reader);
    }
}
