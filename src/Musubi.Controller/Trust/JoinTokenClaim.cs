namespace Musubi.Controller.Trust;

/// <summary>A join token that was presented and found good.</summary>
/// <param name="Key">Where it lies in the store.</param>
/// <param name="Revision">The store's revision of it: using it checks that nobody else did since.</param>
/// <param name="Token">What is stored.</param>
internal sealed record JoinTokenClaim(string Key, long Revision, JoinToken Token);
