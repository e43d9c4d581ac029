namespace Musubi.Model.Services;

/// <summary>A physical NIC as its host last reported it.</summary>
public sealed record NicRuntime
{
    /// <summary>An uplink may be told to carry less than its link does.</summary>
    public const int MaxLoadPercent = 1000;

    /// <summary>"pci:…", "mac:…" or "name:…".</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Mac { get; init; } = "";

    public string Driver { get; init; } = "";

    public string BusAddress { get; init; } = "";

    public bool LinkUp { get; init; }

    /// <summary>0 when unknown.</summary>
    public int SpeedMbps { get; init; }

    /// <summary>Bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>"standard switch NAME", "distributed switch NAME", or empty when free.</summary>
    public string UsedBy { get; init; } = "";

    /// <summary>How the frames of an uplink come and go ("AF_XDP …", "AF_PACKET: …"), and why not in a faster way; empty when it is none.</summary>
    public string UplinkPath { get; init; } = "";

    /// <summary>Of an uplink: "usable", or why ports do not use it ("linkDown", "failbackDelay", "beaconsLost", "beaconsAmbiguous"); empty when it is none, or nobody knows.</summary>
    public string UplinkState { get; init; } = "";

    /// <summary>Of its capacity, in its busier direction, where ports' teaming goes by load; else 0.</summary>
    public int UplinkLoadPercent { get; init; }

    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>At most 8.</summary>
    public ValueList<NeighbourRuntime> Neighbours { get; init; } = [];

    /// <summary>Neighbours beside these.</summary>
    public int MoreNeighbours { get; init; }
}
