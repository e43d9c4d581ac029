namespace Musubi.Switch.Forwarding;

/// <summary>
/// Why a frame, or one copy of it, went no further. Each is counted at one port: the source for what is judged on the way in,
/// the destination for what is judged on the way out. The names of the counters are in <see cref="CounterLayout"/>;
/// values are positions in a documented file, so new reasons go to the end.
/// </summary>
public enum DropReason : byte
{
    None = 0,

    /// <summary>Shorter than an Ethernet header, or than the tag that it announces.</summary>
    Runt,

    /// <summary>Longer than any buffer.</summary>
    Giant,

    /// <summary>Carries an 802.1ad tag, which no port policy speaks of.</summary>
    ProviderTag,

    /// <summary>The offload header points outside the frame, asks for what does not exist, or where packets are judged for a checksum in what was judged.</summary>
    BadOffload,

    /// <summary>The port is blocked; counted at the source or at the destination.</summary>
    Blocked,

    /// <summary>The port waits for a migration's switch-over.</summary>
    Mute,

    /// <summary>The source address is a group address or zero.</summary>
    InvalidSource,

    /// <summary>The source address is not the port's effective MAC.</summary>
    ForgedTransmit,

    /// <summary>The guest took another MAC than the configured one, which the port rejects: inbound stops.</summary>
    MacChangeRejected,

    /// <summary>A tagged frame on a port whose tagging is not the guest's.</summary>
    VlanTagged,

    /// <summary>A VLAN outside the trunk's ranges.</summary>
    VlanNotAllowed,

    /// <summary>From the wire: no local port is in this VLAN.</summary>
    VlanNotPresent,

    /// <summary>Larger than the switch's MTU.</summary>
    ExceedsMtu,

    /// <summary>Addressed to 01-80-C2-00-00-0x, which no bridge forwards (802.1Q 8.6.3). From a guest, BPDUs pass unless they are filtered.</summary>
    ReservedGroup,

    /// <summary>From the wire: the source is one of our own active ports.</summary>
    Reflected,

    /// <summary>From the wire: nobody here has the destination address.</summary>
    UnknownUnicast,

    /// <summary>Addressed to the port that sent it.</summary>
    Hairpin,

    /// <summary>The port is pinned to another uplink than the one the frame came in by.</summary>
    NotPinnedUplink,

    /// <summary>The frame would leave by an uplink, and none is eligible.</summary>
    NoUplink,

    /// <summary>The way out had no room.</summary>
    TxQueueFull,

    /// <summary>The way out cannot carry a frame of this size.</summary>
    TxTooBig,

    /// <summary>The way out is down.</summary>
    TxLinkDown,

    /// <summary>The way out failed in another way.</summary>
    TxFailed,

    /// <summary>
    /// A priority tag (VLAN 0) in front of another tag: sent on untagged, the inner tag would be taken for the frame's own,
    /// and so carry it into a VLAN that the port may not reach.
    /// </summary>
    NestedTag,

    /// <summary>The port has learned as many MACs as it may, and drops what comes from others.</summary>
    MacLimit,

    /// <summary>Addressed to a port of the same private VLAN that does not hear the sender's class (RFC 5517).</summary>
    PrivateVlan,

    /// <summary>The port is shaped to a rate, and holds as much as it may.</summary>
    ShaperFull,

    /// <summary>From the wire: taken by the switch itself, which speaks the protocol (LACP, LLDP, CDP, beacons).</summary>
    Consumed,

    /// <summary>From a vNIC: a beacon, by which only the switch's own uplinks find each other.</summary>
    ForgedBeacon,

    /// <summary>The uplink is full, and its class of traffic holds as much as it may.</summary>
    IoControlFull,

    /// <summary>A rule of the port says so; counted at the source for what comes into the switch, at the destination for what leaves it.</summary>
    Filtered,

    /// <summary>The port's rules ask for what stands in the packet, and its headers are not what they say, or go on further than is looked.</summary>
    Unreadable,

    /// <summary>A frame of spanning tree, where those are filtered.</summary>
    BpduFiltered,

    /// <summary>What only a DHCP server sends, or could be that, where DHCP guard is on.</summary>
    DhcpGuard,

    /// <summary>What only an IPv6 router sends, or could be that, where RA guard is on.</summary>
    RaGuard,

    /// <summary>An IP address, or an address in ARP or neighbour discovery, that is not the guest's.</summary>
    SpoofedAddress,

    /// <summary>From the wire: for a group that nobody here listens to.</summary>
    NoListener,

    /// <summary>From the wire: by a member of a LAG in which it does not take part (802.1AX).</summary>
    NotCollecting,
}
