namespace Musubi.Model.Resources;

/// <summary>How an uplink of a host is shared.</summary>
public sealed record IoUplinkResource
{
    public required string Uplink { get; init; }

    /// <summary>The NIC's present name, or its id when the host no longer reports it.</summary>
    public string Nic { get; init; } = "";

    /// <summary>As configured, else as the link told last; absent when nobody knows.</summary>
    public long? CapacityBitsPerSecond { get; init; }

    /// <summary>Reserved of it by traffic types.</summary>
    public long ReservedBitsPerSecond { get; init; }

    /// <summary>When the host told of the classes; absent when it has not.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public ValueList<IoClassResource> Classes { get; init; } = [];
}
