namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>What a class of traffic on an uplink is made of.</summary>
public enum IoClassKind
{
    /// <summary>Everything: the uplink itself.</summary>
    All,

    /// <summary>Frames of the switch's own, such as announcements and those of link protocols: few, and first.</summary>
    Own,

    /// <summary>Frames of ports that the uplink no longer knows.</summary>
    Others,

    /// <summary>All of one traffic type.</summary>
    Type,

    /// <summary>The ports of one network resource pool.</summary>
    Pool,

    /// <summary>One port.</summary>
    Port,
}
