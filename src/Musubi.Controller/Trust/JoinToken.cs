namespace Musubi.Controller.Trust;

/// <summary>What is stored of a join token. It is kept for a while after its use, so that a second use can be told what happened.</summary>
/// <param name="SecretHash">See <see cref="TokenSecret.Hash"/>.</param>
/// <param name="ExpiresAt">Not good from then on.</param>
/// <param name="CreatedBy">Name of the caller.</param>
/// <param name="UsedBy">The host that joined with it; null while it is unused.</param>
internal sealed record JoinToken(string SecretHash, DateTimeOffset ExpiresAt, string CreatedBy, string? UsedBy = null);
