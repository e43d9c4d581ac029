namespace Musubi.Controller.Store;

/// <summary>What must hold for a transaction to be committed.</summary>
/// <param name="Key">The key it speaks of.</param>
/// <param name="Revision">The commit that last wrote the key; 0 says that the key must not exist.</param>
public sealed record StoreCheck(string Key, long Revision);
