using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Model.Json;

/// <summary>How records of the model are written as JSON: to users, to the store, to a host's disk. Any thread.</summary>
public static class ModelJson
{
    /// <summary>camelCase names and enum words, nothing for null, lists and MACs as people write them. Depth at most 32.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Adds what the model's types need to other options, such as those of a web server.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.MaxDepth = 32;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new MacAddressConverter());
        options.Converters.Add(new VlanConfigConverter());
        options.Converters.Add(new FilterMatchConverter());
        options.Converters.Add(new ValueListConverterFactory());
    }

    private static JsonSerializerOptions Make()
    {
        JsonSerializerOptions options = new(JsonSerializerOptions.Default);
        Configure(options);
        options.MakeReadOnly();
        return options;
    }
}
