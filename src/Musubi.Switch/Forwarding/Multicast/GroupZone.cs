namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// Where groups are followed together: a VLAN, or all VLANs of a private VLAN. In a table its ports that hear every group lie one after the
/// other, those behind which a router is first.
/// </summary>
internal struct GroupZone
{
    public int FirstPort;
    public int RouterCount;

    /// <summary>Ports that hear every group, routers included.</summary>
    public int PortCount;

    public GroupZoneFlags Flags;
}
