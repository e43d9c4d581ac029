using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding;

/// <summary>One port as workers see it: everything that depends on configuration, link state and effective MACs only.</summary>
public struct PortRecord
{
    public const int NoUplink = -1;

    public PortFlags Flags;

    /// <summary>Index of the switch in the plan.</summary>
    public ushort Switch;

    /// <summary>The VLAN of a port that tags or leaves untagged: 0..4094. In a private VLAN the one that it sends in. Not for trunks and uplinks.</summary>
    public ushort Vlan;

    /// <summary>The number under which all ports of the port's private VLAN are found, whoever hears whom; 0 when it is in none.</summary>
    public ushort Family;

    /// <summary>Largest L2 payload, bytes.</summary>
    public ushort Mtu;

    /// <summary>The MAC that the port may send with; 0 for uplinks.</summary>
    public ulong EffectiveMac;

    /// <summary>Plan index of the uplink or LAG that the port is pinned to, or <see cref="NoUplink"/>. Where each frame decides, that of its effective MAC or none.</summary>
    public int PinnedUplink;

    /// <summary>Where its table starts in <see cref="ForwardingPlan.Spreads"/>; only where each frame decides, or each leaves by all uplinks.</summary>
    public int Spread;

    /// <summary>An uplink: its own bit among those of its switch, or that of its LAG. A vNIC: the bits of those by which frames for it come in.</summary>
    public uint Team;

    /// <summary>vNICs: bits of uplinks that it left a moment ago, by which only unicast for its own MACs comes in yet.</summary>
    public uint Lately;

    /// <summary>Where the bitmap of the VLANs that the port hears starts in <see cref="ForwardingPlan.TrunkBitmaps"/>; trunks and private ports only.</summary>
    public int TrunkBitmap;

    /// <summary>Uplinks: what is taken from the wire for the switch itself.</summary>
    public PuntKinds Listens;

    /// <summary>Largest L2 payload that the interface takes, bytes, where that is less than the switch's MTU; 0 elsewhere.</summary>
    public ushort WayMtu;

    /// <summary>By what its frames are known as its own: see <see cref="Io.Ports.TransmitFrame.Origin"/>.</summary>
    public int Origin;

    /// <summary>What is told of frames that come from here.</summary>
    public SnoopKinds Snoops;

    public readonly bool Has(PortFlags flag) => (Flags & flag) != 0;
}
