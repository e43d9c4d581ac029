namespace Musubi.Host.Kernel;

/// <summary>The interface that was to be changed is not there (any more).</summary>
public sealed class InterfaceMissingException(string message) : IOException(message);
