using System.Text.Json;
using System.Text.Json.Serialization;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Json;

/// <summary>{"protocol": "tcp", "destinationPort": "not 22"}.</summary>
public sealed class FilterMatchConverter : JsonConverter<FilterMatch>
{
    public override FilterMatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        FilterMatch match = FilterMatch.Everything;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("must be an object");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string name = reader.GetString()!;
            reader.Read();
            FilterField field = FilterFields.Find(name) ?? throw new JsonException($"{name} is unknown here");
            match = field.With(match, reader.TokenType == JsonTokenType.String ? reader.GetString()! : "") ?? throw new JsonException($"{name} {field.Rule}");
        }

        return match;
    }

    public override void Write(Utf8JsonWriter writer, FilterMatch value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach ((string name, string text) in FilterFields.Write(value))
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }
}
