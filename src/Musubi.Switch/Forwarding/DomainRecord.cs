using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// One VLAN of one switch that has local ports. Its ports lie in <see cref="ForwardingPlan.DomainPorts"/>, promiscuous ones
/// first, then those that hear unicast to nobody known, so that each kind of copies is one run from the start.
/// </summary>
public struct DomainRecord
{
    public int FirstPort;
    public int PortCount;
    public int PromiscuousCount;

    /// <summary>Ports that hear unicast to nobody known, the promiscuous ones included.</summary>
    public int UnknownCount;

    /// <summary>The number under which all ports of a private VLAN are found that this VLAN is part of; 0 when of none.</summary>
    public ushort Family;

    /// <summary>How frames for groups find their ports.</summary>
    public GroupFiltering Filtering;
}
