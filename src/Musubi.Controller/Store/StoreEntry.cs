namespace Musubi.Controller.Store;

/// <summary>A stored value.</summary>
/// <param name="Key">Printable ASCII.</param>
/// <param name="Value">Opaque to the store.</param>
/// <param name="Revision">The commit that last wrote it.</param>
public sealed record StoreEntry(string Key, ReadOnlyMemory<byte> Value, long Revision);
