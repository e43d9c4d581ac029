using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// What DHCP guard, RA guard and spoof guard say of one packet. What cannot be told is taken for the worst that it can be: RFC 7113's rule for
/// RA guard, which holds for the others as well. A later fragment passes: without its first it is nothing to anybody, and the first
/// is judged (RFC 7112). Pure; bounded by the bytes.
/// </summary>
internal static class GuardRules
{
    private const ushort DhcpClient = 68;
    private const ushort Dhcpv6Client = 546;
    private const byte RouterAdvertisement = 134;
    private const byte Redirect = 137;

    /// <summary>The last protocol number that IANA has assigned, but for experiments: what has a higher one may be an extension header.</summary>
    private const byte LastAssigned = 146;

    /// <param name="guards">The port's flags.</param>
    /// <param name="fields">Read from <paramref name="bytes"/>.</param>
    /// <param name="bytes">What is sent, from behind the Ethernet header on; the start of it where it is long.</param>
    /// <param name="source">The MAC that it comes from, which the port has admitted.</param>
    /// <param name="vlan">The VLAN that it is in.</param>
    /// <param name="known">The addresses of the port's guest.</param>
    public static DropReason Judge(PortFlags guards, in PacketFields fields, ReadOnlySpan<byte> bytes, ulong source, int vlan, ref AddressLookup known)
    {
        if (Has(guards, PortFlags.SpoofGuard) && !OwnAddresses.Allow(in fields, bytes, source, vlan, ref known))
        {
            return DropReason.SpoofedAddress;
        }

        if (Has(guards, PortFlags.RaGuard) && IsRouters(in fields, bytes))
        {
            return DropReason.RaGuard;
        }

        return Has(guards, PortFlags.DhcpGuard) && IsDhcpServers(in fields, bytes) ? DropReason.DhcpGuard : DropReason.None;
    }

    /// <summary>Whether the transport header is of the protocol, or could be: it was not found, or is not whole.</summary>
    public static bool IsUntold(in PacketFields fields, byte protocol)
    {
        if (fields.Is(PacketTraits.LaterFragment))
        {
            return false;
        }

        bool isUnknown = fields.Network == NetworkKind.Ipv6 && fields.Protocol > LastAssigned;
        return isUnknown || (fields.Is(PacketTraits.Malformed) && (fields.Protocol == protocol || PacketParser.IsExtension(fields.Protocol)));
    }

    /// <summary>
    /// Neither IP nor ARP as far as was looked, but some receiver may find either in it: behind more tags than are looked through, behind a tag in SNAP, behind
    /// SNAP of 802.1H, behind the old SAP of IP.
    /// </summary>
    public static bool IsHidden(in PacketFields fields, ReadOnlySpan<byte> bytes)
    {
        const ushort firstEtherType = 0x0600;
        if (fields.Network != NetworkKind.None)
        {
            return false;
        }

        ReadOnlySpan<byte> logical = bytes[Math.Min(fields.NetworkOffset, bytes.Length)..];
        return fields.Is(PacketTraits.Malformed)
            || (fields.EtherType < firstEtherType && (logical.StartsWith<byte>([0x06, 0x06]) || logical.StartsWith<byte>([0xaa, 0xaa, 0x03, 0x00, 0x00, 0xf8])));
    }

    private static bool IsRouters(in PacketFields fields, ReadOnlySpan<byte> bytes) => fields.Network == NetworkKind.Ipv6
        ? IsUntold(in fields, PacketParser.Icmpv6) || (fields.Is(PacketTraits.Message) && fields.MessageType is RouterAdvertisement or Redirect)
        : IsHidden(in fields, bytes);

    /// <summary>For a client's port, whatever port it is sent from: clients do not ask.</summary>
    private static bool IsDhcpServers(in PacketFields fields, ReadOnlySpan<byte> bytes) => fields.Network switch
    {
        NetworkKind.Ipv4 => IsUntold(in fields, PacketParser.Udp) || IsFor(in fields, DhcpClient),
        NetworkKind.Ipv6 => IsUntold(in fields, PacketParser.Udp) || IsFor(in fields, Dhcpv6Client),
        _ => IsHidden(in fields, bytes),
    };

    private static bool IsFor(in PacketFields fields, ushort port) => fields.Protocol == PacketParser.Udp && fields.Is(PacketTraits.Ports) && fields.DestinationPort == port;

    private static bool Has(PortFlags guards, PortFlags guard) => (guards & guard) != 0;
}
