using Musubi.Controller.Trust;

namespace Musubi.Controller.Rest;

/// <summary>An API token as administrators see it.</summary>
internal sealed record TokenResource
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>"admin" or "readOnly".</summary>
    public required string Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What its holder presents; only in the answer that made it.</summary>
    public string? Token { get; init; }

    public static TokenResource From(ApiToken token, string? text = null) => new()
    {
        Id = token.Id,
        Name = token.Name,
        Role = token.Role == ApiRole.Admin ? "admin" : "readOnly",
        CreatedAt = token.CreatedAt,
        Token = text,
    };
}
