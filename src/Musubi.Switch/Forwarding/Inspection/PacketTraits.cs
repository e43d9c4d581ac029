namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>What was found out about a packet besides its fields.</summary>
[Flags]
public enum PacketTraits : byte
{
    None = 0,

    /// <summary>
    /// Not what its header says, cut short, or with more headers than are looked at: nothing is guessed. Fields that were read before that
    /// are valid, those of the transport are not.
    /// </summary>
    Malformed = 1,

    /// <summary>A part of a packet, the first one included.</summary>
    Fragment = 2,

    /// <summary>A part that is not the first: it has no transport header.</summary>
    LaterFragment = 4,

    /// <summary>Ports are valid: TCP, UDP, UDP-Lite, DCCP, SCTP. Of TCP the flags, too.</summary>
    Ports = 8,

    /// <summary>Type and code are valid: ICMP over IPv4, ICMPv6 over IPv6, IGMP (the type).</summary>
    Message = 16,

    /// <summary>A checksum is to be written into what was read: see <see cref="ChecksumField"/>. Not by <see cref="PacketParser"/>, which knows of no offloads.</summary>
    Overwritten = 32,
}
