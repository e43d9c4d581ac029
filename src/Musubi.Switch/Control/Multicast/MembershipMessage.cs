using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// One message about groups, read from a frame: IGMPv1 (RFC 1112), v2 (RFC 2236) and v3 (RFC 3376), MLDv1 (RFC 2710) and v2 (RFC 3810), and
/// what tells of multicast routers (PIM, RFC 7761; multicast router discovery, RFC 4286). Reading is total: of anything else comes
/// <see cref="MembershipKind.None"/>, of what is broken <see cref="MembershipKind.Malformed"/>. Valid for as long as the frame.
/// </summary>
internal readonly ref struct MembershipMessage
{
    private const int EthernetHeader = 14;
    private const int IgmpBytes = 8;
    private const int IgmpV3QueryBytes = 12;
    private const int MldBytes = 24;
    private const int MldV2QueryBytes = 28;
    private const int RecordsHeader = 8;
    private const int PimHeader = 4;

    /// <summary>Tenths of a second until answers must have come, where the query does not say (RFC 3376, 4.1.1).</summary>
    private const int V1Response = 100;

    private readonly ReadOnlySpan<byte> _records;
    private readonly int _recordCount;

    private MembershipMessage(MembershipKind kind, bool isIpv6, UInt128 source, ulong mac)
    {
        (Kind, IsIpv6, Source, Mac) = (kind, isIpv6, source, mac);
        (Version, Robustness) = (3, 0);
    }

    private MembershipMessage(MembershipKind kind, MembershipMessage of)
        : this(kind, of.IsIpv6, of.Source, of.Mac)
    {
    }

    public MembershipKind Kind { get; }

    public bool IsIpv6 { get; }

    /// <summary>The sender's IP address, 0.0.0.0 or :: where it has none.</summary>
    public UInt128 Source { get; }

    /// <summary>The sender's MAC.</summary>
    public ulong Mac { get; }

    /// <summary>Of a report the protocol, in terms of IGMP: 1, 2 (also MLDv1) or 3 (also MLDv2).</summary>
    public int Version { get; private init; }

    /// <summary>Of a query the group asked for, the unspecified address for all; of a report or leave its group.</summary>
    public UInt128 Group { get; private init; }

    /// <summary>A query for all groups.</summary>
    public bool IsGeneral => GroupAddresses.IsIpv4(Group) ? GroupAddresses.Low(Group) == 0 : Group == 0;

    /// <summary>The sender has no address: a switch that asks for others, and no router (RFC 4541, 2.1.1).</summary>
    public bool IsFromNobody => GroupAddresses.IsIpv4(Source) ? GroupAddresses.Low(Source) == 0 : Source == 0;

    /// <summary>Queries: how long answers may take, milliseconds.</summary>
    public int ResponseMilliseconds { get; private init; }

    /// <summary>Queries: the querier's robustness, 0 where it does not say.</summary>
    public int Robustness { get; private init; }

    /// <summary>Queries: seconds between the querier's queries, 0 where it does not say.</summary>
    public int IntervalSeconds { get; private init; }

    public GroupRecords Records => new(_records, _recordCount, IsIpv6 ? 16 : 4);

    private MembershipMessage(MembershipKind kind, MembershipMessage of, ReadOnlySpan<byte> records, int count)
        : this(kind, of)
    {
        _records = records;
        _recordCount = count;
    }

    /// <param name="frame">From the destination address on, without a tag.</param>
    public static MembershipMessage Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetHeader)
        {
            return default;
        }

        ulong mac = BinaryPrimitives.ReadUInt64BigEndian(frame[6..]) >> 16;
        ReadOnlySpan<byte> packet = frame[EthernetHeader..];
        return BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) switch
        {
            GroupPacket.Ipv4EtherType when packet.Length >= GroupPacket.Ipv4Header && packet[0] >> 4 == 4 => ReadIpv4(packet, mac),
            GroupPacket.Ipv6EtherType when packet.Length >= GroupPacket.Ipv6Header && packet[0] >> 4 == 6 => ReadIpv6(packet, mac),
            _ => default,
        };
    }

    private static MembershipMessage ReadIpv4(ReadOnlySpan<byte> packet, ulong mac)
    {
        MembershipMessage from = new(MembershipKind.Malformed, false, GroupAddresses.ReadIpv4(packet[12..]), mac);
        int header = (packet[0] & 0xf) * 4;
        int total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        bool isFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x3fff) != 0;
        if (header < GroupPacket.Ipv4Header || total < header || packet.Length < total || isFragment || InternetSum.Of(packet[..header]) != 0)
        {
            return from;
        }

        ReadOnlySpan<byte> message = packet[header..total];
        return packet[9] switch
        {
            GroupPacket.Igmp => ReadIgmp(message, from),
            GroupPacket.Pim => ReadPim(message, from),
            _ => default,
        };
    }

    /// <summary>Only that it is a hello matters (RFC 7761, 4.9).</summary>
    private static MembershipMessage ReadPim(ReadOnlySpan<byte> message, MembershipMessage from) =>
        message.Length < PimHeader ? from : GroupPacket.IsPimHello(message[0]) ? new MembershipMessage(MembershipKind.Router, from) : default;

    private static MembershipMessage ReadIgmp(ReadOnlySpan<byte> message, MembershipMessage from)
    {
        if (message.Length < IgmpBytes || InternetSum.Of(message) != 0)
        {
            return from;
        }

        UInt128 group = GroupAddresses.ReadIpv4(message[4..]);
        switch (message[0])
        {
            case GroupPacket.IgmpQuery:
                return ReadIgmpQuery(message, from, group);
            case GroupPacket.IgmpV1Report or GroupPacket.IgmpV2Report when GroupAddresses.IsGroup(group):
                return new MembershipMessage(MembershipKind.Report, from) { Group = group, Version = message[0] == GroupPacket.IgmpV1Report ? 1 : 2 };
            case GroupPacket.IgmpLeave when GroupAddresses.IsGroup(group):
                return new MembershipMessage(MembershipKind.Leave, from) { Group = group, Version = 2 };
            case GroupPacket.IgmpV3Report:
                return ReadRecords(message, from);
            case GroupPacket.IgmpRouter:
                return new MembershipMessage(MembershipKind.Router, from);
            case GroupPacket.IgmpV1Report or GroupPacket.IgmpV2Report or GroupPacket.IgmpLeave:
                return from;
            default:
                return default;
        }
    }

    /// <summary>The version is in the length and in whether there is a response time (RFC 3376, 7.1).</summary>
    private static MembershipMessage ReadIgmpQuery(ReadOnlySpan<byte> message, MembershipMessage from, UInt128 group)
    {
        bool isGeneral = GroupAddresses.Low(group) == 0;
        if (message.Length is > IgmpBytes and < IgmpV3QueryBytes || (!isGeneral && !GroupAddresses.IsGroup(group)))
        {
            return from;
        }

        if (message.Length == IgmpBytes)
        {
            return new MembershipMessage(MembershipKind.Query, from) { Group = group, ResponseMilliseconds = (message[1] == 0 ? V1Response : message[1]) * 100 };
        }

        return new MembershipMessage(MembershipKind.Query, from)
        {
            Group = group,
            ResponseMilliseconds = ExponentialCode.Read8(message[1]) * 100,
            Robustness = message[8] & 7,
            IntervalSeconds = ExponentialCode.Read8(message[9]),
        };
    }

    private static MembershipMessage ReadRecords(ReadOnlySpan<byte> message, MembershipMessage from)
    {
        MembershipMessage read = new(MembershipKind.Records, from, message[RecordsHeader..], BinaryPrimitives.ReadUInt16BigEndian(message[6..]));
        GroupRecords records = read.Records;
        while (records.TryNext(out GroupRecord record))
        {
            if (!GroupAddresses.IsGroup(record.Group))
            {
                return from;
            }
        }

        return records.Left == 0 ? read : from;
    }

    private static MembershipMessage ReadIpv6(ReadOnlySpan<byte> packet, ulong mac)
    {
        MembershipMessage from = new(MembershipKind.Malformed, true, GroupAddresses.ReadIpv6(packet[8..]), mac);
        int end = GroupPacket.Ipv6Header + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        if (packet.Length < end)
        {
            return from;
        }

        if (packet[6] == GroupPacket.Pim)
        {
            return ReadPim(packet[GroupPacket.Ipv6Header..end], from);
        }

        ReadOnlySpan<byte> options = packet[GroupPacket.Ipv6Header..end];
        if (packet[6] != GroupPacket.HopByHop || options.Length < 8 || options[0] != GroupPacket.IcmpV6)
        {
            return default;
        }

        int header = (options[1] + 1) * 8;
        if (options.Length < header + 8)
        {
            return from;
        }

        ReadOnlySpan<byte> message = options[header..];
        // From a link-local address or none, and not by way of a router: else a host elsewhere could speak for this link (RFC 3810, 6.2 and 7.4).
        bool isLocal = packet[7] == 1 && (from.IsFromNobody || (byte)(from.Source >> 120) == 0xfe && ((byte)(from.Source >> 112) & 0xc0) == 0x80);
        return isLocal && InternetSum.OfIcmpV6(packet[8..40], message) == 0 ? ReadMld(message, from) : from;
    }

    private static MembershipMessage ReadMld(ReadOnlySpan<byte> message, MembershipMessage from)
    {
        switch (message[0])
        {
            case GroupPacket.MldV2Report:
                return ReadRecords(message, from);
            case GroupPacket.MldRouter:
                return new MembershipMessage(MembershipKind.Router, from);
            case GroupPacket.MldQuery or GroupPacket.MldReport or GroupPacket.MldDone:
                break;
            default:
                return default;
        }

        if (message.Length < MldBytes)
        {
            return from;
        }

        UInt128 group = GroupAddresses.ReadIpv6(message[8..]);
        bool isGroup = GroupAddresses.IsGroup(group);
        return message[0] switch
        {
            GroupPacket.MldReport when isGroup => new MembershipMessage(MembershipKind.Report, from) { Group = group, Version = 2 },
            GroupPacket.MldDone when isGroup => new MembershipMessage(MembershipKind.Leave, from) { Group = group, Version = 2 },
            GroupPacket.MldQuery when (isGroup || group == 0) && !from.IsFromNobody => ReadMldQuery(message, from, group),
            _ => from,
        };
    }

    /// <summary>The version is in the length (RFC 3810, 8.1).</summary>
    private static MembershipMessage ReadMldQuery(ReadOnlySpan<byte> message, MembershipMessage from, UInt128 group)
    {
        ushort response = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        return message.Length switch
        {
            MldBytes => new MembershipMessage(MembershipKind.Query, from) { Group = group, ResponseMilliseconds = response },
            >= MldV2QueryBytes => new MembershipMessage(MembershipKind.Query, from)
            {
                Group = group,
                ResponseMilliseconds = ExponentialCode.Read16(response),
                Robustness = message[24] & 7,
                IntervalSeconds = ExponentialCode.Read8(message[25]),
            },
            _ => from,
        };
    }
}
