using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>A connected vNIC.</summary>
public sealed record VnicResource
{
    public required string Name { get; init; }

    public string Host { get; init; } = "";

    public string Switch { get; init; } = "";

    public string PortGroup { get; init; } = "";

    public int Port { get; init; }

    public Guid PortId { get; init; }

    /// <summary>The port's revision.</summary>
    public long Revision { get; init; }

    public MacAddress Mac { get; init; }

    public IoSettingsResource? IoAllocation { get; init; }

    public AttachmentConfig? Attachment { get; init; }

    /// <summary>IP addresses and prefixes that the guest may use where its port is guarded.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>Where it is on its way to; absent when it stays.</summary>
    public MigrationResource? Migration { get; init; }

    public PortRuntimeResource? Runtime { get; init; }
}
