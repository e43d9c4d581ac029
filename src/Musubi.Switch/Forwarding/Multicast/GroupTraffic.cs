namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>What a frame for a group is to a switch that snoops (RFC 4541).</summary>
public enum GroupTraffic : byte
{
    /// <summary>For everybody: no IP multicast, link-local groups, and what is not understood.</summary>
    Flooded = 0,

    /// <summary>IP multicast that goes where it was asked for.</summary>
    Data,

    /// <summary>A membership query: for everybody, and it tells of a router.</summary>
    Query,

    /// <summary>A membership report, or the end of one: for routers.</summary>
    Report,

    /// <summary>For everybody, and it tells of a multicast router: a hello of PIM, or an advertisement of multicast router discovery.</summary>
    Router,
}
