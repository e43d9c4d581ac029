using System.Text.Json.Serialization;

namespace Musubi.Controller.Rest;

/// <summary>Asks for an API token.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TokenRequest
{
    /// <summary>Unique; events name the caller by it.</summary>
    public string? Name { get; init; }

    /// <summary>"admin" or "readOnly".</summary>
    public string? Role { get; init; }
}
