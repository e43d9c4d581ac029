using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>A connected port of a standard switch: a vNIC of a VM, or a host adapter.</summary>
public sealed record StandardPortResource
{
    public Guid Id { get; init; }

    public int Number { get; init; }

    /// <summary>Absent for a host adapter.</summary>
    public string? Vm { get; init; }

    public string? Vnic { get; init; }

    /// <summary>The host adapter's name; absent for a vNIC.</summary>
    public string? Adapter { get; init; }

    public MacAddress Mac { get; init; }

    /// <summary>Of a vNIC.</summary>
    public AttachmentConfig? Attachment { get; init; }

    /// <summary>Of a host adapter.</summary>
    public string? Interface { get; init; }

    /// <summary>IP addresses that were configured, those of a host adapter in CIDR notation.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>The host's connection to the controller runs through it; absent when it does not.</summary>
    public bool? CarriesController { get; init; }

    public required PortRuntimeResource Runtime { get; init; }
}
