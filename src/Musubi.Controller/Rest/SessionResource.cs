namespace Musubi.Controller.Rest;

/// <summary>A session that began.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="Role">"admin" or "readOnly".</param>
/// <param name="Token">What its holder presents: Authorization: Bearer TOKEN.</param>
/// <param name="ExpiresAt">When it ends; sooner when the account's password or role changes.</param>
internal sealed record SessionResource(string Account, string Role, string Token, DateTimeOffset ExpiresAt);
