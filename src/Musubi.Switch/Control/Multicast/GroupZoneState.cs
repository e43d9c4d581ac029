using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>All that is known of one zone. Control thread only.</summary>
internal sealed class GroupZoneState(ZoneKey key, SnoopedPort? founder)
{
    public ZoneKey Key => key;

    /// <summary>The trunk that made it necessary; null where a port is in the VLAN by its configuration.</summary>
    public SnoopedPort? Founder { get; set; } = founder;

    /// <summary>The VLAN itself, and those of a private VLAN.</summary>
    public SortedSet<int> Vlans { get; } = [key.Vlan];

    public Dictionary<PortSlot, ZonePort> Ports { get; } = [];

    public GroupFamily Ipv4 { get; } = new(isIpv6: false);

    public GroupFamily Ipv6 { get; } = new(isIpv6: true);

    public GroupFamily Of(bool isIpv6) => isIpv6 ? Ipv6 : Ipv4;
}
