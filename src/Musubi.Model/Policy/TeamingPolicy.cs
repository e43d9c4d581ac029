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
}
