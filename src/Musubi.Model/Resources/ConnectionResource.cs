using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>Who is connected to a port.</summary>
public sealed record ConnectionResource
{
    /// <summary>Name of the VM; absent for a host adapter.</summary>
    public string? Vm { get; init; }

    /// <summary>The vNIC's name; absent for a host adapter.</summary>
    public string? Vnic { get; init; }

    /// <summary>The host adapter's name; absent for a vNIC.</summary>
    public string? Adapter { get; init; }

    public string Host { get; init; } = "";

    public Guid HostId { get; init; }

    public MacAddress Mac { get; init; }

    public required AttachmentConfig Attachment { get; init; }
}
