namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>How frames for groups find their ports in a VLAN.</summary>
public enum GroupFiltering : byte
{
    /// <summary>To every port.</summary>
    None = 0,

    /// <summary>Not to ports whose guest is known not to want the group's MAC.</summary>
    ByMac,

    /// <summary>IP multicast to the ports that have asked for it (IGMP, MLD).</summary>
    Snooped,
}
