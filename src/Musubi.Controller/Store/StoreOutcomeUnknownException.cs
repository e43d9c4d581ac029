namespace Musubi.Controller.Store;

/// <summary>The answer to a commit was lost: it may or may not be durable.</summary>
public sealed class StoreOutcomeUnknownException(string message, Exception? inner = null) : StoreException(message, inner);
