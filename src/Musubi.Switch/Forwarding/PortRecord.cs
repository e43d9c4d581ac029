namespace Musubi.Switch.Forwarding;

/// <summary>One port as workers see it: everything that depends on configuration, link state and effective MACs only.</summary>
public struct PortRecord
{
    public const int NoUplink = -1;

    public PortFlags Flags;

    /// <summary>Index of the switch in the plan.</summary>
    public ushort Switch;

    /// <summary>The VLAN of a port that tags or leaves untagged: 0..4094. Not for trunks and uplinks.</summary>
    public ushort Vlan;

    /// <summary>Largest L2 payload, bytes.</summary>
    public ushort Mtu;

    /// <summary>The MAC that the port may send with; 0 for uplinks.</summary>
    public ulong EffectiveMac;

    /// <summary>Plan index of the uplink that the port is pinned to, or <see cref="NoUplink"/>.</summary>
    public int PinnedUplink;

    /// <summary>Where the port's VLAN bitmap starts in <see cref="ForwardingPlan.TrunkBitmaps"/>; trunks only.</summary>
    public int TrunkBitmap;

    public readonly bool Has(PortFlags flag) => (Flags & flag) != 0;
}
