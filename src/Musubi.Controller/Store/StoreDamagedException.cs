namespace Musubi.Controller.Store;

/// <summary>What was stored is gone or cannot be read. Nothing was written over it.</summary>
public sealed class StoreDamagedException(string message, Exception? inner = null) : StoreException(message, inner);
