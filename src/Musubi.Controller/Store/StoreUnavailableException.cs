namespace Musubi.Controller.Store;

/// <summary>The disk is full or fails. Nothing was written.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : StoreException(message, inner);
