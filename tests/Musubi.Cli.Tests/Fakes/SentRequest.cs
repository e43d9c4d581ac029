using System.Text.Json;

namespace Musubi.Cli.Tests.Fakes;

/// <summary>A request that the fake server got.</summary>
/// <param name="Target">Path and query as they were sent.</param>
public sealed record SentRequest(string Method, string Target, string Body, string? Authorization, string? IfMatch)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public override string ToString() => $"{Method} {Target}";
}
