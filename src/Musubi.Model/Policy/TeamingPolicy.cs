namespace Musubi.Model.Policy;

/// <summary>By which of its uplinks a port's frames leave.</summary>
public enum TeamingPolicy
{
    /// <summary>By the port's number, spread over the eligible active uplinks.</summary>
    PortId,

    /// <summary>Always the first eligible uplink in the order given.</summary>
    ExplicitOrder,

    /// <summary>By the source MAC of each frame.</summary>
    SourceMac,

    /// <summary>By the IP addresses of each frame. The physical switch must have the uplinks as one static channel.</summary>
    IpHash,

    /// <summary>By the port's number; where an uplink carries at least 75 % of its capacity for 30 s, some of its ports move to others.</summary>
    PhysicalLoad,
}
