namespace Musubi.Model.Resources;

/// <summary>One VLAN on one host.</summary>
public sealed record SnoopedVlanResource
{
    public string Host { get; init; } = "";

    /// <summary>0 for untagged; of a private VLAN the primary.</summary>
    public int Vlan { get; init; }

    /// <summary>Who asks for listeners by IGMP; absent when nobody does, and IPv4 groups are flooded.</summary>
    public QuerierResource? Querier4 { get; init; }

    /// <summary>Likewise by MLD.</summary>
    public QuerierResource? Querier6 { get; init; }

    /// <summary>Uplinks beyond which a multicast router is.</summary>
    public ValueList<string> RouterUplinks { get; init; } = [];

    /// <summary>Numbers of ports behind which one is.</summary>
    public ValueList<int> RouterPorts { get; init; } = [];

    /// <summary>Numbers of ports that hear every group: they have just come, or listen to more than is kept.</summary>
    public ValueList<int> HearsAllPorts { get; init; } = [];

    /// <summary>How many memberships there are, which may be more than are listed.</summary>
    public int Count { get; init; }

    /// <summary>By group and port.</summary>
    public ValueList<SnoopedGroupResource> Groups { get; init; } = [];
}
