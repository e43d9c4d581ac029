using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// Spoof guard's rules: whether all addresses that a packet gives out as its sender's own are its sender's. Each family is judged alone: a guest
/// with IPv4 addresses only has no IPv6 but link-local, and the reverse. Pure; bounded by the bytes.
/// </summary>
internal static class OwnAddresses
{
    private const ushort DhcpServer = 67;
    private const ushort DhcpClient = 68;
    private const ushort ReverseArp = 0x8035;
    private const int ArpBytes = 28;
    private const ushort ArpRequest = 1;

    private const byte RouterSolicitation = 133;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;

    /// <summary>MLDv1 report and done, MLDv2 report: sent without an address while there is none (RFC 3590).</summary>
    private const byte ListenerReport = 131;
    private const byte ListenerDone = 132;
    private const byte ListenerReport2 = 143;

    public static bool Allow(in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, int vlan, ref AddressLookup known) => fields.Network switch
    {
        NetworkKind.Ipv4 => AllowIpv4(in fields, bytes, source, vlan, ref known),
        NetworkKind.Ipv6 => AllowIpv6(in fields, bytes, source, vlan, ref known),
        NetworkKind.Arp => !fields.Is(PacketTraits.Malformed)
            && AllowArp(fields.ArpSender, (uint)fields.SourceLow, fields.ArpOperation == ArpRequest, source, vlan, ref known),
        _ => fields.EtherType == ReverseArp ? AllowReverseArp(in fields, bytes, source, vlan, ref known) : !GuardRules.IsHidden(in fields, bytes),
    };

    private static bool AllowIpv4(in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, int vlan, ref AddressLookup known)
    {
        uint sender = (uint)fields.SourceLow;
        bool isForServer = fields.Protocol == PacketParser.Udp && !fields.Is(PacketTraits.LaterFragment) && fields.Is(PacketTraits.Ports) && fields.DestinationPort == DhcpServer;
        if (isForServer && !IsOwnRequest(in fields, bytes, source, sender, vlan, ref known))
        {
            return false;
        }

        // A host without an address asks for one, and tells what groups it is in (RFC 3376, 4.2.13).
        return sender == 0
            ? (isForServer && fields.SourcePort == DhcpClient) || fields.Protocol == PacketParser.Igmp
            : known.Knows(AddressKey.Ipv4(sender), vlan);
    }

    /// <summary>
    /// RFC 2131: a client asks for itself. Servers believe the hardware address in the message (chaddr), not that of the frame, and the address that it says it has
    /// (ciaddr); with a relay's address (giaddr) they believe that the message came through one.
    /// </summary>
    private static bool IsOwnRequest(in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, uint sender, int vlan, ref AddressLookup known)
    {
        const int udpBytes = 8;
        const int judgedBytes = 34;
        const ulong requestOfEthernet = 0x01_01_06;
        int at = fields.TransportOffset + udpBytes;
        if (at + judgedBytes > fields.End)
        {
            return false;
        }

        ReadOnlySpan<byte> message = bytes.Slice(at, judgedBytes);
        if (message[0] != 1)
        {
            // From a server to a relay.
            return true;
        }

        uint client = BinaryPrimitives.ReadUInt32BigEndian(message[12..]);
        uint relay = BinaryPrimitives.ReadUInt32BigEndian(message[24..]);
        if (relay != 0)
        {
            return known.Knows(AddressKey.Ipv4(relay), vlan);
        }

        return BinaryPrimitives.ReadUInt32BigEndian(message) >> 8 == requestOfEthernet
            && BinaryPrimitives.ReadUInt64BigEndian(message[26..]) << 16 >> 16 == source
            && (client == 0 || client == sender);
    }

    private static bool AllowIpv6(in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, int vlan, ref AddressLookup known)
    {
        if (GuardRules.IsUntold(in fields, PacketParser.Icmpv6))
        {
            return false;
        }

        AddressKey sender = new(fields.SourceHigh, fields.SourceLow);
        bool isMessage = fields.Is(PacketTraits.Message);
        bool isAllowed = sender.IsUnspecified
            ? isMessage && fields.MessageType is Solicitation or RouterSolicitation or ListenerReport or ListenerDone or ListenerReport2
            : IsOwn(sender, source, vlan, ref known);
        return isAllowed
            && (!isMessage || fields.MessageType is not (RouterSolicitation or Solicitation or Advertisement) || AllowNeighbour(in fields, bytes, sender, source, vlan, ref known));
    }

    /// <summary>Solicitations and advertisements. They are never sent in fragments (RFC 6980).</summary>
    private static bool AllowNeighbour(in PacketFields fields, ReadOnlySpan<byte> bytes, AddressKey sender, ulong source, int vlan, ref AddressLookup known)
    {
        const int ipv6Bytes = 40;
        const int targetAt = 8;
        int fixedBytes = fields.MessageType == RouterSolicitation ? targetAt : targetAt + 16;
        ReadOnlySpan<byte> message = bytes[fields.TransportOffset..fields.End];
        int packetBytes = ipv6Bytes + BinaryPrimitives.ReadUInt16BigEndian(bytes[(fields.NetworkOffset + 4)..]);
        bool isWhole = fields.NetworkOffset + packetBytes == fields.End;
        if (fields.Is(PacketTraits.Fragment) || !isWhole || message.Length < fixedBytes)
        {
            return false;
        }

        if (fields.MessageType != RouterSolicitation)
        {
            AddressKey target = AddressKey.Read(message.Slice(targetAt, 16));
            bool isClaim = fields.MessageType == Solicitation && sender.IsUnspecified;
            bool mustOwn = fields.MessageType == Advertisement || (isClaim && !known.MayClaim);
            if (mustOwn && !IsOwn(target, source, vlan, ref known))
            {
                return false;
            }
        }

        return HasOwnLinkAddress(message[fixedBytes..], source);
    }

    /// <summary>RFC 4861, 4.6: in options of 8 bytes each or multiples, the link-layer addresses that they tell are the sender's.</summary>
    private static bool HasOwnLinkAddress(ReadOnlySpan<byte> options, ulong source)
    {
        const byte sourceLink = 1;
        const byte targetLink = 2;
        while (options.Length >= 8)
        {
            int length = options[1] * 8;
            if (length == 0 || length > options.Length
                || (options[0] is sourceLink or targetLink && BinaryPrimitives.ReadUInt64BigEndian(options) << 16 >> 16 != source))
            {
                return false;
            }

            options = options[length..];
        }

        return options.IsEmpty;
    }

    /// <summary>RFC 826. A probe (RFC 5227) and a guest that asks for its address (RFC 903) have none.</summary>
    private static bool AllowArp(ulong hardware, uint sender, bool mayLackAddress, ulong source, int vlan, ref AddressLookup known) =>
        hardware == source && (sender == 0 ? mayLackAddress : known.Knows(AddressKey.Ipv4(sender), vlan));

    private static bool AllowReverseArp(in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, int vlan, ref AddressLookup known)
    {
        PacketFields arp = default;
        ReadOnlySpan<byte> packet = bytes[fields.NetworkOffset..];
        PacketParser.Parse(ref arp, PacketParser.Arp, packet.Length > ArpBytes ? packet[..ArpBytes] : packet);
        return !arp.Is(PacketTraits.Malformed) && AllowArp(arp.ArpSender, (uint)arp.SourceLow, mayLackAddress: true, source, vlan, ref known);
    }

    private static bool IsOwn(AddressKey address, ulong source, int vlan, ref AddressLookup known) => address == AddressKey.LinkLocalOf(source) || known.Knows(address, vlan);
}
