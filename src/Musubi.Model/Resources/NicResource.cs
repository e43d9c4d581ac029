namespace Musubi.Model.Resources;

/// <summary>A physical NIC of a host.</summary>
public sealed record NicResource
{
    public string Host { get; init; } = "";

    /// <summary>"pci:…", "mac:…" or "name:…".</summary>
    public required string Id { get; init; }

    public string Name { get; init; } = "";

    public string Mac { get; init; } = "";

    public string Driver { get; init; } = "";

    public string BusAddress { get; init; } = "";

    public bool LinkUp { get; init; }

    /// <summary>0 when unknown.</summary>
    public int SpeedMbps { get; init; }

    public int Mtu { get; init; }

    /// <summary>The switch of this inventory, or what the host says; empty when free.</summary>
    public string UsedBy { get; init; } = "";

    /// <summary>The uplink it fills on a switch of this inventory; empty when none.</summary>
    public string Uplink { get; init; } = "";

    /// <summary>How the frames of an uplink come and go, and why not in a faster way; empty when it is none.</summary>
    public string UplinkPath { get; init; } = "";

    /// <summary>Of an uplink: "usable", or why ports do not use it ("linkDown", "failbackDelay", "beaconsLost", "beaconsAmbiguous"); empty when it is none, or its host does not tell.</summary>
    public string UplinkState { get; init; } = "";

    /// <summary>Of its capacity, in its busier direction, averaged over 30 s, where ports' teaming goes by load; else 0.</summary>
    public int UplinkLoadPercent { get; init; }

    public ValueList<string> Addresses { get; init; } = [];

    /// <summary>Uplinks whose switch listens: who is heard at the other end, at most 8; the one that has been there longest first.</summary>
    public ValueList<NeighbourResource> Neighbours { get; init; } = [];

    /// <summary>And how many more, as far as they are told apart.</summary>
    public int? MoreNeighbours { get; init; }
}
