namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>What became of a class's frames; an offload frame counts once.</summary>
/// <param name="Frames">Sent.</param>
/// <param name="Bytes">Of those, from the Ethernet header on, without FCS, each segment of an offload frame with its headers.</param>
/// <param name="Delayed">Of those, held until there was room.</param>
/// <param name="Dropped">Found no room to be held in.</param>
/// <param name="HeldFrames">Held now.</param>
/// <param name="HeldBytes">Of the slots that those take.</param>
public readonly record struct IoClassCounts(long Frames, long Bytes, long Delayed, long Dropped, long HeldFrames, long HeldBytes)
{
    public static IoClassCounts operator +(IoClassCounts left, IoClassCounts right) => new(
        left.Frames + right.Frames,
        left.Bytes + right.Bytes,
        left.Delayed + right.Delayed,
        left.Dropped + right.Dropped,
        left.HeldFrames + right.HeldFrames,
        left.HeldBytes + right.HeldBytes);

    public static IoClassCounts Add(IoClassCounts left, IoClassCounts right) => left + right;
}
