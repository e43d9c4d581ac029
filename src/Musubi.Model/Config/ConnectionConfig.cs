namespace Musubi.Model.Config;

/// <summary>A vNIC of a VM, or a host adapter, connected to a port.</summary>
public sealed record ConnectionConfig
{
    /// <summary>Name of the VM; empty for a host adapter.</summary>
    public required string Vm { get; init; }

    /// <summary>Name of the vNIC within the VM (default "nic0"), or of the host adapter.</summary>
    public required string Vnic { get; init; }

    public required Guid HostId { get; init; }

    public required MacAddress Mac { get; init; }

    public required AttachmentConfig Attachment { get; init; }
}
