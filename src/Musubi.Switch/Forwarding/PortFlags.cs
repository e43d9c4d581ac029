namespace Musubi.Switch.Forwarding;

/// <summary>What a worker asks of a port for each frame, as bits.</summary>
[Flags]
public enum PortFlags : uint
{
    None = 0,
    Uplink = 1,
    Blocked = 2,
    Mute = 4,
    Promiscuous = 8,
    AcceptMacChanges = 16,
    AcceptForgedTransmits = 32,

    /// <summary>Somebody tells the guest's MAC, so a new source is never taken for a change.</summary>
    GuestMacKnown = 64,

    /// <summary>The guest's MAC is one that the port rejects: nothing is delivered.</summary>
    InboundStopped = 128,

    /// <summary>The guest tags (VGT).</summary>
    Trunk = 256,

    /// <summary>Frames of a VLAN leave with their tag: trunks and uplinks.</summary>
    SendsTags = 512,

    /// <summary>MACs are learned here.</summary>
    Learns = 1024,

    /// <summary>At the limit of learned MACs, frames of further sources are dropped.</summary>
    DropsAtMacLimit = 2048,

    /// <summary>Unicast to nobody known is delivered here too.</summary>
    FloodsUnknown = 4096,

    /// <summary>In a private VLAN: it hears other VLANs than the one that it sends in.</summary>
    Private = 8192,

    /// <summary>Each frame's source MAC decides by which uplink it leaves.</summary>
    SpreadsBySource = 16384,

    /// <summary>Each frame's IP addresses decide by which uplink it leaves, and frames come in by any of them.</summary>
    SpreadsByAddress = 32768,

    /// <summary>Nobody knows which uplink is at fault: each frame leaves by all of them.</summary>
    SendsByAll = 0x1_0000,

    /// <summary>Counts what it sends and is sent by uplinks, because its teaming goes by load.</summary>
    MeasuresLoad = 0x2_0000,

    /// <summary>Frames from here are inspected: something that may see them judges what stands behind their Ethernet header.</summary>
    Inspects = 0x4_0000,

    /// <summary>Has rules for what comes into the switch.</summary>
    FiltersIngress = 0x8_0000,

    /// <summary>Has rules for what leaves the switch.</summary>
    FiltersEgress = 0x10_0000,

    /// <summary>An uplink that is shared by senders: its frames say who sent them.</summary>
    SharesBySender = 0x100_0000,

    /// <summary>Frames of spanning tree that the guest sends are dropped.</summary>
    BpduFilter = 0x1000_0000,

    /// <summary>What only a DHCP server sends is dropped.</summary>
    DhcpGuard = 0x2000_0000,

    /// <summary>What only an IPv6 router sends is dropped.</summary>
    RaGuard = 0x4000_0000,

    /// <summary>What a guest sends with IP addresses that are not its own is dropped.</summary>
    SpoofGuard = 0x8000_0000,

    /// <summary>It is known which groups the guest wants, and only they are delivered.</summary>
    FiltersGroups = 0x200_0000,

    /// <summary>Its interface takes less than the switch's MTU: <see cref="PortRecord.WayMtu"/>.</summary>
    NarrowWay = 0x80_0000,

    /// <summary>Frames leave by a LAG, or may: what they are pinned to need not be a port.</summary>
    SendsByLag = 0x20_0000,

    /// <summary>A member of a LAG in which it does not take part: nothing that comes in by it is taken.</summary>
    NotCollecting = 0x40_0000,
}
