using Musubi.Controller.Accounts;

namespace Musubi.Controller.Rest;

/// <summary>An account as administrators see it.</summary>
internal sealed record AccountResource
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary>"admin" or "readOnly".</summary>
    public required string Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static AccountResource From(Account account) => new()
    {
        Id = account.Id,
        Name = account.Name,
        Role = RoleWords.Of(account.Role),
        CreatedAt = account.CreatedAt,
    };
}
