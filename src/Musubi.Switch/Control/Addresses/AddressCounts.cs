namespace Musubi.Switch.Control.Addresses;

/// <summary>What became of addresses since the process started. Control thread only.</summary>
public sealed class AddressCounts
{
    /// <summary>Given by a DHCP server, renewals not counted.</summary>
    public long Leased { get; internal set; }

    /// <summary>Claimed by their guests without anybody objecting.</summary>
    public long Claimed { get; internal set; }

    /// <summary>Not given, because somebody else has or claims them.</summary>
    public long Contested { get; internal set; }

    /// <summary>Claimed from a port whose guest did not answer for them any more.</summary>
    public long Moved { get; internal set; }

    /// <summary>Not kept, because the port or all ports had no room.</summary>
    public long Refused { get; internal set; }

    /// <summary>Given up by their guests, or taken back by the server.</summary>
    public long Released { get; internal set; }

    /// <summary>Forgotten at the end of their lease.</summary>
    public long Expired { get; internal set; }

    /// <summary>Forgotten because their port left or is in another network now.</summary>
    public long Flushed { get; internal set; }

    /// <summary>Taken over from an earlier data plane or another host.</summary>
    public long TakenOver { get; internal set; }

    /// <summary>Frames that were not what they should be.</summary>
    public long Malformed { get; internal set; }
}
