namespace Musubi.Host.State;

/// <summary>A persistent TAP, or the file of a listening socket, that this agent made and must remove when its port is gone.</summary>
/// <param name="Namespace">Where it is; null is the host's own namespace.</param>
/// <param name="Interface">The TAP's name, or the socket's absolute path.</param>
public sealed record MadeTap(Guid PortId, long Incarnation, string? Namespace, string Interface)
{
    /// <summary>Names of interfaces have no slash.</summary>
    public bool IsSocket() => Interface.StartsWith('/');
}
