using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Multicast;

/// <summary>How the switch asks and tells. Control thread only.</summary>
internal interface IGroupWire
{
    /// <summary>Asks one vNIC.</summary>
    /// <param name="tag">The VLAN, 0 for untagged.</param>
    void Ask(PortSlot port, ushort tag, in MembershipQuery query);

    /// <summary>Asks the network, by the uplink that a vNIC of the VLAN uses. False when it uses none now.</summary>
    bool AskNetwork(PortSlot port, int vlan, in MembershipQuery query);

    /// <summary>Tells the network what a vNIC listens to, by the uplink that it uses.</summary>
    void Tell(PortSlot port, int vlan, bool isIpv6, ReadOnlySpan<GroupMembership> memberships);
}
