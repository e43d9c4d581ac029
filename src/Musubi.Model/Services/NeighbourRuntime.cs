using Musubi.Model.Config;

namespace Musubi.Model.Services;

/// <summary>Who was heard at the other end of an uplink. Texts are empty and numbers 0 where nothing was told.</summary>
public sealed record NeighbourRuntime
{
    public required DiscoveryProtocol Protocol { get; init; }

    public required string ChassisId { get; init; }

    public required string PortId { get; init; }

    public string PortDescription { get; init; } = "";

    public string SystemName { get; init; } = "";

    public string SystemDescription { get; init; } = "";

    public string Platform { get; init; } = "";

    public ValueList<string> Capabilities { get; init; } = [];

    public ValueList<string> ManagementAddresses { get; init; } = [];

    public int NativeVlan { get; init; }

    public ValueList<NeighbourVlan> Vlans { get; init; } = [];

    /// <summary>Bytes of L2 payload (CDP).</summary>
    public long Mtu { get; init; }

    /// <summary>Bytes of a frame with header and FCS (LLDP).</summary>
    public int MaxFrameBytes { get; init; }

    public bool Aggregated { get; init; }

    public long AggregationPort { get; init; }

    public int TtlSeconds { get; init; }

    public DateTimeOffset LastSeen { get; init; }
}
