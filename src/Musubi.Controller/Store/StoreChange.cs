namespace Musubi.Controller.Store;

/// <summary>What one commit wrote under a watched prefix.</summary>
public sealed record StoreChange(long Revision, IReadOnlyList<StoreWrite> Writes);
