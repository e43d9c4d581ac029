namespace Musubi.Model.Services;

/// <summary>What a class of traffic had of an uplink, since that is shared.</summary>
public sealed record IoClassRuntime
{
    public required IoClassKind Kind { get; init; }

    /// <summary>The word of a traffic type, the name of a pool, the id of a port; empty for others.</summary>
    public string Name { get; init; } = "";

    /// <summary>Sent.</summary>
    public long Frames { get; init; }

    /// <summary>Of those, as limits count them: an offload frame as its segments.</summary>
    public long Bytes { get; init; }

    /// <summary>Of the frames sent, held until there was room.</summary>
    public long DelayedFrames { get; init; }

    /// <summary>Found no room to be held.</summary>
    public long DroppedFrames { get; init; }

    /// <summary>Held when it was told.</summary>
    public long HeldFrames { get; init; }

    public long HeldBytes { get; init; }
}
