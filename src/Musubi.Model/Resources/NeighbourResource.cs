namespace Musubi.Model.Resources;

/// <summary>Who was heard at the other end of an uplink. All of it is the neighbour's word; what it does not tell is absent.</summary>
public sealed record NeighbourResource
{
    /// <summary>"lldp" or "cdp".</summary>
    public required string Protocol { get; init; }

    /// <summary>LLDP's chassis id, CDP's device id.</summary>
    public required string ChassisId { get; init; }

    public required string PortId { get; init; }

    public string? PortDescription { get; init; }

    public string? SystemName { get; init; }

    /// <summary>CDP: the software version.</summary>
    public string? SystemDescription { get; init; }

    public string? Platform { get; init; }

    /// <summary>Words such as "bridge" and "router".</summary>
    public ValueList<string> Capabilities { get; init; } = [];

    public ValueList<string> ManagementAddresses { get; init; } = [];

    /// <summary>Of untagged frames.</summary>
    public int? NativeVlan { get; init; }

    /// <summary>VLANs that it names, each as "10 web".</summary>
    public ValueList<string> Vlans { get; init; } = [];

    /// <summary>Bytes of L2 payload (CDP).</summary>
    public long? Mtu { get; init; }

    /// <summary>Bytes of a frame with header and FCS (LLDP).</summary>
    public int? MaxFrameBytes { get; init; }

    /// <summary>The number of the aggregation there that its port is part of.</summary>
    public long? Aggregation { get; init; }

    /// <summary>For how long it holds from <see cref="LastSeen"/>.</summary>
    public int TtlSeconds { get; init; }

    public DateTimeOffset LastSeen { get; init; }
}
