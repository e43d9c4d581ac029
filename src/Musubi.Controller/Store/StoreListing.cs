namespace Musubi.Controller.Store;

/// <summary>The entries under a prefix at one revision.</summary>
public sealed record StoreListing(long Revision, IReadOnlyList<StoreEntry> Entries);
