namespace Musubi.Host.State;

/// <summary>What a host got by joining. The key is this host's secret.</summary>
public sealed record FabricMembership
{
    public required string FabricId { get; init; }

    /// <summary>"address:port" of the controller's fabric endpoint.</summary>
    public required string Controller { get; init; }

    public required string AuthorityPem { get; init; }

    public required string CertificatePem { get; init; }

    public required string KeyPem { get; init; }
}
