namespace Musubi.Model.Resources;

/// <summary>Security policy in its user form; absent inherits. The first three are "accept" or "reject".</summary>
public sealed record SecurityResource
{
    public string? Promiscuous { get; init; }

    public string? MacChanges { get; init; }

    public string? ForgedTransmits { get; init; }

    public bool? BpduFilter { get; init; }

    public bool? DhcpGuard { get; init; }

    public bool? RaGuard { get; init; }

    /// <summary>"off", "observe", "snooped" or "configured".</summary>
    public string? SpoofGuard { get; init; }
}
