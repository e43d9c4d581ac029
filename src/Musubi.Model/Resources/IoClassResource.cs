using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>A class of traffic on an uplink: what it may have, and what it had.</summary>
public sealed record IoClassResource
{
    public IoClassKind Kind { get; init; }

    /// <summary>A traffic type, a pool, or who is connected ("vm1 nic0"); absent where there is only one of the kind.</summary>
    public string? Name { get; init; }

    /// <summary>Absent where there are none.</summary>
    public int? Shares { get; init; }

    /// <summary>Absent for none.</summary>
    public long? ReservationBitsPerSecond { get; init; }

    /// <summary>Absent for none.</summary>
    public long? LimitBitsPerSecond { get; init; }

    public long Frames { get; init; }

    public long Bytes { get; init; }

    public long DelayedFrames { get; init; }

    public long DroppedFrames { get; init; }

    public long HeldFrames { get; init; }

    public long HeldBytes { get; init; }
}
