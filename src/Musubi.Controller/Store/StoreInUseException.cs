namespace Musubi.Controller.Store;

/// <summary>Another controller holds the store.</summary>
public sealed class StoreInUseException(string message, Exception? inner = null) : StoreException(message, inner);
