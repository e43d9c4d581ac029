namespace Musubi.Host.State;

/// <summary>No stored state can be trusted.</summary>
public sealed class StateCorruptException(string message) : Exception(message);
