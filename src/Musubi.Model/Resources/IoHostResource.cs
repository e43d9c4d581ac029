namespace Musubi.Model.Resources;

/// <summary>How a host's uplinks of a switch are shared.</summary>
public sealed record IoHostResource
{
    /// <summary>Its name.</summary>
    public required string Host { get; init; }

    public Guid HostId { get; init; }

    /// <summary>What vNICs can reserve: what virtual machines have reserved of each uplink that the host fills, together.</summary>
    public long ReservableBitsPerSecond { get; init; }

    /// <summary>Of that, what connected vNICs have reserved.</summary>
    public long ReservedBitsPerSecond { get; init; }

    public long FreeBitsPerSecond { get; init; }

    /// <summary>Those that the host fills.</summary>
    public ValueList<IoUplinkResource> Uplinks { get; init; } = [];
}
