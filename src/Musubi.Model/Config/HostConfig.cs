namespace Musubi.Model.Config;

/// <summary>A member of the fabric as its administrators see it. Made by joining.</summary>
public sealed record HostConfig : IInventoryObject
{
    /// <summary>Minted by the host's agent.</summary>
    public required Guid Id { get; init; }

    public long Revision { get; init; }

    public required string Name { get; init; }

    /// <summary>May be a member of distributed switches.</summary>
    public bool Entitled { get; init; } = true;

    /// <summary>What its agent and data plane said they can do, when they last spoke.</summary>
    public ValueList<string> Capabilities { get; init; } = [];

    /// <summary>The NICs it reported, as far as assignments need them.</summary>
    public ValueList<HostNic> Nics { get; init; } = [];

    /// <summary>SHA-256 of its certificate's public key, lower-case hexadecimal; a second host with the same id is refused.</summary>
    public string CertificateKey { get; init; } = "";
}
