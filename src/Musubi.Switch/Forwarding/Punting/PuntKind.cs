namespace Musubi.Switch.Forwarding.Punting;

/// <summary>Why a worker hands a frame to the control thread.</summary>
public enum PuntKind : byte
{
    None = 0,

    /// <summary>From an uplink, consumed: slow protocols (802.3 annex 57A), such as LACP and its markers. Untagged.</summary>
    SlowProtocol,

    /// <summary>From an uplink, consumed: LLDP (802.1AB).</summary>
    Lldp,

    /// <summary>From an uplink, consumed: CDP and its relatives, all that is for 01-00-0C-CC-CC-CC.</summary>
    Cdp,

    /// <summary>From an uplink, consumed: a beacon of another uplink of this fabric.</summary>
    Beacon,

    /// <summary>A copy: IGMP or MLD.</summary>
    Multicast,

    /// <summary>A copy: DHCP, of either version.</summary>
    Dhcp,

    /// <summary>A copy: ARP or neighbour discovery.</summary>
    Neighbour,
}
