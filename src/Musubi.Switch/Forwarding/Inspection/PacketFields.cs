namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>
/// What policies ask of a packet, read once from a private copy of its headers by <see cref="PacketParser"/>. Offsets count from where the
/// copy starts, right behind the Ethernet header and its tag. What does not apply is zero.
/// </summary>
public struct PacketFields
{
    /// <summary>The upper half of an IPv6 address, first octet most significant; 0 for IPv4 and ARP.</summary>
    public ulong SourceHigh;

    /// <summary>The lower half, or the 32 bits of an IPv4 address; of ARP the sender's.</summary>
    public ulong SourceLow;

    public ulong DestinationHigh;

    /// <summary>Of ARP the target's.</summary>
    public ulong DestinationLow;

    /// <summary>Of ARP with Ethernet and IPv4 addresses the sender's MAC.</summary>
    public ulong ArpSender;

    public ushort SourcePort;

    public ushort DestinationPort;

    /// <summary>Behind all tags, and behind an LLC and SNAP header that stands for one (RFC 1042).</summary>
    public ushort EtherType;

    /// <summary>Of ARP (RFC 826): 1 a request, 2 a reply.</summary>
    public ushort ArpOperation;

    public NetworkKind Network;

    public PacketTraits Traits;

    /// <summary>Of IP: what follows the network header and its extensions. Of a later fragment what the header says that follows.</summary>
    public byte Protocol;

    /// <summary>Of TCP: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128.</summary>
    public byte TcpFlags;

    public byte MessageType;

    public byte MessageCode;

    /// <summary>Of IP: the hop limit or time to live.</summary>
    public byte HopLimit;

    /// <summary>Of IP: the DSCP in the upper six bits, ECN in the lower two.</summary>
    public byte TrafficClass;

    /// <summary>Where the header of <see cref="Network"/> starts.</summary>
    public byte NetworkOffset;

    /// <summary>Where the transport header starts; 0 when there is none or it is not whole.</summary>
    public byte TransportOffset;

    /// <summary>Where the packet ends as its header says, or the copy: nothing behind it belongs to it.</summary>
    public byte End;

    public readonly byte Dscp => (byte)(TrafficClass >> 2);

    /// <summary>Equal in everything but what differs from packet to packet of one conversation and no policy asks for.</summary>
    public readonly bool IsAskedAlike(in PacketFields other) =>
        SourceLow == other.SourceLow && DestinationLow == other.DestinationLow && SourceHigh == other.SourceHigh && DestinationHigh == other.DestinationHigh
        && SourcePort == other.SourcePort && DestinationPort == other.DestinationPort && EtherType == other.EtherType
        && Network == other.Network && Traits == other.Traits && Protocol == other.Protocol && TcpFlags == other.TcpFlags && TrafficClass == other.TrafficClass
        && MessageType == other.MessageType && MessageCode == other.MessageCode;

    /// <summary>After it was set in the bytes.</summary>
    public void SetDscp(int dscp) => TrafficClass = Network is NetworkKind.Ipv4 or NetworkKind.Ipv6 ? (byte)((dscp << 2) | (TrafficClass & 0x3)) : TrafficClass;

    public readonly bool Is(PacketTraits trait) => (Traits & trait) != 0;
}
