using System.Text.Json;
using System.Text.Json.Serialization;
using Musubi.Model.Policy;

namespace Musubi.Model.Json;

/// <summary>"none", "10" or "trunk 0,10-20".</summary>
public sealed class VlanConfigConverter : JsonConverter<VlanConfig>
{
    public override VlanConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        VlanText.TryParse(reader.GetString() ?? "", out VlanConfig? vlan) ? vlan : throw new JsonException(VlanText.Rule);

    public override void Write(Utf8JsonWriter writer, VlanConfig value, JsonSerializerOptions options) =>
        writer.WriteStringValue(VlanText.Format(value));
}
