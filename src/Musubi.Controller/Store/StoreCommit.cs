namespace Musubi.Controller.Store;

/// <summary>How a transaction ended.</summary>
/// <param name="Committed">False when a check did not hold; nothing was written then.</param>
/// <param name="Revision">The revision that the transaction made; the present one when it was not committed.</param>
/// <param name="Conflicts">The keys whose check did not hold.</param>
public sealed record StoreCommit(bool Committed, long Revision, IReadOnlyList<string> Conflicts);
