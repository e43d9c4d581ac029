using System.Text.Json.Nodes;

namespace Musubi.Cli.Connection;

/// <summary>One request.</summary>
/// <param name="Path">From <see cref="Routes"/>.</param>
/// <param name="Body">Null for none.</param>
/// <param name="IfMatch">The revision that the change is based on, or "*" for any; null sends no header.</param>
/// <param name="Locate">Names a field of the request by where it stands in the user's own file.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, JsonNode? Body = null, string? IfMatch = null, Func<string, string>? Locate = null);
