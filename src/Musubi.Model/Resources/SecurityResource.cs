namespace Musubi.Model.Resources;

/// <summary>Each "accept" or "reject"; absent inherits.</summary>
public sealed record SecurityResource
{
    public string? Promiscuous { get; init; }

    public string? MacChanges { get; init; }

    public string? ForgedTransmits { get; init; }
}
