namespace Musubi.Switch.Control.Lacp;

/// <summary>The state of one side of a link, as bits of a LACPDU (802.1AX-2014, 6.4.2.3).</summary>
[Flags]
public enum LacpFlags : byte
{
    None = 0,

    /// <summary>Speaks without being spoken to.</summary>
    Activity = 1,

    /// <summary>Wants to hear from the other side each second; otherwise each 30 s.</summary>
    ShortTimeout = 2,

    /// <summary>The link may be one of several; otherwise it stands alone.</summary>
    Aggregation = 4,

    /// <summary>The link is in the right aggregation.</summary>
    Synchronization = 8,

    Collecting = 16,

    Distributing = 32,

    /// <summary>What it says of the other side is assumed, not heard.</summary>
    Defaulted = 64,

    /// <summary>It has not heard from the other side for too long.</summary>
    Expired = 128,
}
