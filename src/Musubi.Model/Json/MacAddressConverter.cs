using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Model.Json;

/// <summary>"aa:bb:cc:dd:ee:ff".</summary>
public sealed class MacAddressConverter : JsonConverter<MacAddress>
{
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MacAddress.TryParse(reader.GetString(), null, out MacAddress mac)
            ? mac
            : throw new JsonException("not a MAC address of the form aa:bb:cc:dd:ee:ff");

    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
