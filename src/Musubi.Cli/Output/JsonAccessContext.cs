using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.Cli.Output;

/// <summary>Serialises lists of elements without reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
internal sealed partial class JsonAccessContext : JsonSerializerContext;
