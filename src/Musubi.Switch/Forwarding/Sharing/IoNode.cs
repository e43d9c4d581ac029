using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>A class at run time. The owner of the uplink writes it; counts may be read by others meanwhile.</summary>
internal struct IoNode
{
    /// <summary>Index of the class that it is a part of; -1 for all.</summary>
    public int Parent;

    /// <summary>Of a part of a type: that type; -1 for others.</summary>
    public int Type;

    /// <summary>By how much its start tag rises for each byte on the wire.</summary>
    public long Step;

    public bool IsLimited;

    public bool IsReserved;

    /// <summary>Over its limit, and not ready however much it holds.</summary>
    public bool IsThrottled;

    public TokenBucket Limit;

    public TokenBucket Reservation;

    /// <summary>Its parts that have frames which may go, by start tag; null for a leaf.</summary>
    public ClassHeap? Ready;

    /// <summary>The start tag of the part that went last by its shares: the virtual time of its parts.</summary>
    public long Now;

    /// <summary>Of a type: the ports under it that have frames and a reservation, by when it lets them go. Null elsewhere.</summary>
    public ClassHeap? Reserved;

    /// <summary>Of a throttled pool: the first of the ports that its type may not serve for their reservation meanwhile; -1 for none.</summary>
    public int FirstParked;

    /// <summary>The next in the list of its pool.</summary>
    public int NextParked;

    /// <summary>Sent, with what is part of it.</summary>
    public long Frames;

    public long Bytes;

    /// <summary>Of a leaf: sent after it had been held.</summary>
    public long Delayed;

    /// <summary>Of a leaf: what found no room.</summary>
    public long Dropped;
}
