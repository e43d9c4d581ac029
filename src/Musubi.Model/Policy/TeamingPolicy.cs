namespace Musubi.Model.Policy;

/// <summary>How a port is pinned to one of its uplinks.</summary>
public enum TeamingPolicy
{
    /// <summary>By the port's number, spread over the eligible active uplinks.</summary>
    PortId,

    /// <summary>Always the first eligible uplink in the order given.</summary>
    ExplicitOrder,
}
