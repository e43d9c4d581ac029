namespace Musubi.Io.Vhost;

/// <summary>Memory that a front end offers and that cannot be used. The message says which rule it breaks.</summary>
public sealed class GuestMemoryException(string message) : Exception(message);
