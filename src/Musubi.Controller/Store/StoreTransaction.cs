namespace Musubi.Controller.Store;

/// <summary>Writes that are made together, or not at all. A key may be written once only.</summary>
public sealed record StoreTransaction(IReadOnlyList<StoreCheck> Checks, IReadOnlyList<StoreWrite> Writes);
