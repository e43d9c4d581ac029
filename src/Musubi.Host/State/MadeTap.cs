namespace Musubi.Host.State;

/// <summary>A persistent TAP that this agent made and must remove when its port is gone.</summary>
/// <param name="Namespace">Where it is; null is the host's own namespace.</param>
public sealed record MadeTap(Guid PortId, long Incarnation, string? Namespace, string Interface);
