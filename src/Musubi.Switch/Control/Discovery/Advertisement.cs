namespace Musubi.Switch.Control.Discovery;

/// <summary>What an uplink tells its neighbour.</summary>
public sealed record Advertisement
{
    /// <summary>The host, for good: LLDP's chassis id, of a kind of its own.</summary>
    public required string ChassisId { get; init; }

    /// <summary>The interface's name.</summary>
    public required string PortId { get; init; }

    /// <summary>Uplink and switch.</summary>
    public required string PortDescription { get; init; }

    /// <summary>The host's name; CDP's device id. May be empty.</summary>
    public required string SystemName { get; init; }

    /// <summary>Product and version.</summary>
    public required string SystemDescription { get; init; }

    /// <summary>Each 4 or 16 bytes.</summary>
    public IReadOnlyList<byte[]> ManagementAddresses { get; init; } = [];

    public IReadOnlyList<HeardVlan> Vlans { get; init; } = [];

    /// <summary>Bytes of L2 payload.</summary>
    public required int Mtu { get; init; }

    /// <summary>The number of the aggregation that the uplink is part of (802.1Q-2018, D.2.7); 0: it is to be of one and is not in use there; null: of none.</summary>
    public uint? Aggregation { get; init; }
}
