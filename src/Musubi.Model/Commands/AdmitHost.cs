using Musubi.Model.Config;

namespace Musubi.Model.Commands;

/// <summary>
/// Takes a host into the inventory: by joining the fabric, or an agent its own host. Repeated with the same id and key it
/// changes nothing; the same id with another key, or a name in use, is a conflict.
/// </summary>
public sealed record AdmitHost : InventoryCommand
{
    /// <summary>Minted by the host's agent.</summary>
    public required Guid HostId { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of its certificate's public key, lower-case hexadecimal; empty for an agent's own host.</summary>
    public string CertificateKey { get; init; } = "";

    public bool Entitled { get; init; } = true;

    public ValueList<string> Capabilities { get; init; } = [];

    public ValueList<HostNic> Nics { get; init; } = [];
}
