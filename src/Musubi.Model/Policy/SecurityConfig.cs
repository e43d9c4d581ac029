namespace Musubi.Model.Policy;

/// <summary>Security policy; each flag inherits on its own. True is vSphere's "Accept", false its "Reject".</summary>
public sealed record SecurityConfig
{
    public bool? Promiscuous { get; init; }

    public bool? MacChanges { get; init; }

    public bool? ForgedTransmits { get; init; }

    /// <summary>Null when no guard is given.</summary>
    public GuardConfig? Guards { get; init; }
}
