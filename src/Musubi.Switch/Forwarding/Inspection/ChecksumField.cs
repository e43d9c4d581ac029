using Musubi.Io.Virtio;

namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>
/// A sender may leave a checksum to whoever sends its frame on, says where that one is to be written, and, as it makes the bytes that are summed, what. Of a frame that was
/// judged that place must be a transport header's own field, or behind all that anybody judges: else the address or port that leaves is not the one that was read.
/// Guests that tunnel ask for checksums deep in their packets, and get them.
/// </summary>
internal static class ChecksumField
{
    /// <summary>RARP's, and more than LLC and SNAP: of what is neither IP nor ARP nobody reads on.</summary>
    private const int MostJudgedOfOthers = 28;

    private const ushort DhcpServer = 67;
    private const byte Dccp = 33;
    private const byte Sctp = 132;
    private const byte UdpLite = 136;

    /// <summary>Whether a frame would leave with other bytes than were read, or be cut up elsewhere than behind its transport header.</summary>
    /// <param name="offload">Found sound by Parse.</param>
    /// <param name="payload">Where in the frame the copy starts from which <paramref name="fields"/> were read.</param>
    public static bool IsMisplaced(in VirtioNetHeader offload, int payload, in PacketFields fields)
    {
        if ((offload.Flags & VirtioNetHeader.NeedsChecksum) == 0)
        {
            return false;
        }

        int at = offload.ChecksumStart + offload.ChecksumOffset - payload;
        if (fields.Network is NetworkKind.Ipv4 or NetworkKind.Ipv6 && fields.TransportOffset != 0)
        {
            (int field, int judged) = FieldOf(in fields);
            bool isOwn = field != 0 && at == fields.TransportOffset + field;
            return offload.GsoType == VirtioNetHeader.GsoNone
                ? !isOwn && at < fields.TransportOffset + judged
                : !isOwn || offload.ChecksumStart - payload != fields.TransportOffset || fields.Protocol != ProtocolOf(offload.GsoType);
        }

        bool isOther = fields.Network == NetworkKind.None && !fields.Is(PacketTraits.Malformed) && offload.GsoType == VirtioNetHeader.GsoNone;
        return at < (isOther ? Math.Min(fields.NetworkOffset + MostJudgedOfOthers, InspectedFrames.MostBytes) : InspectedFrames.MostBytes);
    }

    /// <summary>Where a transport header has its checksum, 0 for one that has none or is not known; and how much from its start on is judged.</summary>
    private static (int Field, int Judged) FieldOf(in PacketFields fields) => fields.Protocol switch
    {
        PacketParser.Tcp => (16, 20),
        PacketParser.Udp => (6, fields.DestinationPort == DhcpServer ? InspectedFrames.MostBytes : 8),
        UdpLite => (6, 8),
        Dccp => (6, 12),
        Sctp => (8, 12),
        _ when fields.Is(PacketTraits.Message) => (2, InspectedFrames.MostBytes),
        _ => (0, 0),
    };

    private static byte ProtocolOf(byte gsoType) => gsoType == VirtioNetHeader.GsoUdpL4 ? PacketParser.Udp : PacketParser.Tcp;
}
