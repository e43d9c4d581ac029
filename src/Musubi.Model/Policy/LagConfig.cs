namespace Musubi.Model.Policy;

/// <summary>A link aggregation group (802.1AX) of a distributed switch: on each host the NICs that fill its uplinks are one link. Stands in teaming where an uplink stands.</summary>
public sealed record LagConfig
{
    /// <summary>Unique among the names of the switch's LAGs and uplinks.</summary>
    public required string Name { get; init; }

    /// <summary>Names of uplinks of the switch, 1..24. None of them is in another LAG or in any teaming order.</summary>
    public ValueList<string> Uplinks { get; init; } = [];

    public LacpMode Mode { get; init; }

    public LacpRate Rate { get; init; }

    public LagHash Hash { get; init; } = LagHash.Default;

    /// <summary>1..65535, different for each LAG of the switch; bookkeeping: given once, by which physical switches know it from others.</summary>
    public int Key { get; init; }
}
