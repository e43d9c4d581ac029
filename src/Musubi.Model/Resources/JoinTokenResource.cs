namespace Musubi.Model.Resources;

/// <summary>A one-use join token; shown once.</summary>
public sealed record JoinTokenResource(string Token, DateTimeOffset ExpiresAt);
