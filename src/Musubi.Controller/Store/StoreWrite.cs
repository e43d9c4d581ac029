namespace Musubi.Controller.Store;

/// <summary>One write of a transaction.</summary>
/// <param name="Key">The key to write.</param>
/// <param name="Value">Null removes the key; removing one that does not exist is no error.</param>
public sealed record StoreWrite(string Key, ReadOnlyMemory<byte>? Value)
{
    public static StoreWrite Delete(string key) => new(key, null);
}
