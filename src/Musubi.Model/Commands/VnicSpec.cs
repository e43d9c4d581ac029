using Musubi.Model.Config;

namespace Musubi.Model.Commands;

/// <summary>Where a vNIC of a VM is to be connected.</summary>
public sealed record VnicSpec
{
    public required string Vm { get; init; }

    /// <summary>The vNIC's name within its VM.</summary>
    public string Vnic { get; init; } = "nic0";

    /// <summary>Name or id.</summary>
    public string? PortGroup { get; init; }

    /// <summary>Name or id; null means the local host (of an agent).</summary>
    public string? Host { get; init; }

    /// <summary>Null: the MAC that it has, or a new one is assigned.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>IP addresses and prefixes. Null: those it has, or none.</summary>
    public ValueList<string>? Addresses { get; init; }

    /// <summary>Null: what it has, or the usual.</summary>
    public IoSettings? Io { get; init; }

    /// <summary>A namespace or a TAP.</summary>
    public AttachmentConfig? Attachment { get; init; }
}
