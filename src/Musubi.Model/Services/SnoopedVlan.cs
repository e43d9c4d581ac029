namespace Musubi.Model.Services;

/// <summary>What one host knows of the groups of one VLAN.</summary>
public sealed record SnoopedVlan
{
    public required Guid SwitchId { get; init; }

    /// <summary>0 for untagged; of a private VLAN the primary.</summary>
    public required int Vlan { get; init; }

    public QuerierRuntime Ipv4 { get; init; } = QuerierRuntime.Nobody;

    public QuerierRuntime Ipv6 { get; init; } = QuerierRuntime.Nobody;

    /// <summary>Uplinks beyond which a multicast router is; in order.</summary>
    public ValueList<string> RouterUplinks { get; init; } = [];

    /// <summary>Ports of vNICs behind which one is; in order.</summary>
    public ValueList<Guid> RouterPorts { get; init; } = [];

    /// <summary>Ports that hear every group, because they have just come or listen to more than is kept; in order.</summary>
    public ValueList<Guid> HearsAllPorts { get; init; } = [];

    /// <summary>How many memberships there are, which may be more than are listed.</summary>
    public int Count { get; init; }

    /// <summary>In order of group and port.</summary>
    public ValueList<SnoopedGroup> Groups { get; init; } = [];
}
