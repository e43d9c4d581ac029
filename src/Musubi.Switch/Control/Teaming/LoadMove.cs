namespace Musubi.Switch.Control.Teaming;

/// <summary>A port leaves an uplink that carries too much.</summary>
public sealed record LoadMove<T>(T Port, T From, T To);
