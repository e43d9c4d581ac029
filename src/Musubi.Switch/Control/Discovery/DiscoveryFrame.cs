using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Control.Discovery;

/// <summary>The Ethernet frames around LLDP (802.1AB, 7) and CDP (802.3 with LLC and SNAP). Untagged only, as both are sent.</summary>
public static class DiscoveryFrame
{
    private const int HeaderBytes = 14;

    /// <summary>Larger numbers in the length field are EtherTypes.</summary>
    private const int MaxLength = 1500;

    /// <summary>LLC for SNAP, Cisco's OUI, and CDP's number there.</summary>
    private static ReadOnlySpan<byte> CdpSnap => [0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00];

    /// <summary>Bytes of LLC and SNAP in front of a CDP packet.</summary>
    public static int SnapBytes => CdpSnap.Length;

    /// <summary>Finds what is in a frame, and reads it.</summary>
    /// <param name="frame">With its Ethernet header, without FCS; any bytes at all.</param>
    /// <param name="discarded">TLVs that were left out because of their form.</param>
    public static DiscoveryFault Read(ReadOnlySpan<byte> frame, out HeardNeighbour? neighbour, out int discarded)
    {
        (neighbour, discarded) = (null, 0);
        if (frame.Length < HeaderBytes)
        {
            return DiscoveryFault.DiscoveryUnknown;
        }

        ulong destination = BinaryPrimitives.ReadUInt64BigEndian(frame) >> 16;
        int type = BinaryPrimitives.ReadUInt16BigEndian(frame[12..]);
        ReadOnlySpan<byte> rest = frame[HeaderBytes..];
        if (type == ProtocolAddresses.LldpEtherType && IsLldpGroup(destination))
        {
            return LldpReader.Read(rest, out neighbour, out discarded);
        }

        if (destination != ProtocolAddresses.Cisco || type > MaxLength || !rest.StartsWith(CdpSnap) || type < SnapBytes)
        {
            return DiscoveryFault.DiscoveryUnknown;
        }

        return type > rest.Length ? DiscoveryFault.CdpCutShort : CdpReader.Read(rest[SnapBytes..type], out neighbour, out discarded);
    }

    /// <summary>Writes all that follows the Ethernet header; returns its bytes.</summary>
    /// <param name="payload">As large as the frame may become, at least 512 bytes.</param>
    public static int Write(Span<byte> payload, DiscoveryProtocol protocol, Advertisement advertised, int ttl)
    {
        if (protocol != DiscoveryProtocol.Cdp)
        {
            return LldpWriter.Write(payload, advertised, ttl);
        }

        CdpSnap.CopyTo(payload);
        return SnapBytes + CdpWriter.Write(payload[SnapBytes..], advertised, ttl);
    }

    /// <summary>Where a frame goes.</summary>
    public static ulong Destination(DiscoveryProtocol protocol) => protocol == DiscoveryProtocol.Cdp ? ProtocolAddresses.Cisco : ProtocolAddresses.NearestBridge;

    /// <summary>What stands in the header's last two bytes, with so many behind it.</summary>
    public static ushort Type(DiscoveryProtocol protocol, int payloadBytes) => protocol == DiscoveryProtocol.Cdp ? (ushort)payloadBytes : ProtocolAddresses.LldpEtherType;

    private static bool IsLldpGroup(ulong destination) =>
        destination is ProtocolAddresses.NearestBridge or ProtocolAddresses.NearestNonRelayBridge or ProtocolAddresses.NearestCustomerBridge;
}
