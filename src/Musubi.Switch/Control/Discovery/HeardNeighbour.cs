using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Discovery;

/// <summary>What one frame tells of the system that sent it. Texts are bounded and have no control characters; numbers are 0 where nothing is told.</summary>
public sealed record HeardNeighbour
{
    public required DiscoveryProtocol Protocol { get; init; }

    /// <summary>The bytes of chassis and port id with their kinds: the same for every frame of one port of one system.</summary>
    public required string Key { get; init; }

    /// <summary>LLDP's chassis id, CDP's device id.</summary>
    public required string ChassisId { get; init; }

    public required string PortId { get; init; }

    /// <summary>Seconds for which it holds; 0: the neighbour takes its leave.</summary>
    public required int Ttl { get; init; }

    public string PortDescription { get; init; } = "";

    public string SystemName { get; init; } = "";

    public string SystemDescription { get; init; } = "";

    public string Platform { get; init; } = "";

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public IReadOnlyList<string> ManagementAddresses { get; init; } = [];

    public int NativeVlan { get; init; }

    public IReadOnlyList<HeardVlan> Vlans { get; init; } = [];

    /// <summary>Bytes of L2 payload (CDP).</summary>
    public uint Mtu { get; init; }

    /// <summary>Bytes of a frame with header and FCS (LLDP).</summary>
    public int MaxFrame { get; init; }

    public bool Aggregated { get; init; }

    public uint AggregationPort { get; init; }
}
