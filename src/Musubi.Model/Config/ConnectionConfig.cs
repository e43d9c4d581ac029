using Musubi.Model.Policy;

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

    /// <summary>Of a host adapter: what it is for; null is management. Null for a vNIC.</summary>
    public TrafficType? Traffic { get; init; }

    /// <summary>Of a vNIC, where it is not the usual; null otherwise, and for a host adapter.</summary>
    public IoAllocation? Io { get; init; }

    /// <summary>What its frames are for.</summary>
    public TrafficType TrafficOf() => Traffic ?? (Vm.Length > 0 ? TrafficType.VirtualMachine : TrafficType.Management);

    /// <summary>IP addresses and prefixes that the guest may use where its port is guarded. Those of a host adapter stand in its attachment.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>What was configured, of a vNIC or of a host adapter, without the lengths of an adapter's networks.</summary>
    public ValueList<string> OwnAddresses() => Attachment is HostAdapterAttachment adapter
        ? [.. adapter.Addresses.Select(address => address.Split('/')[0])]
        : Addresses;
}
