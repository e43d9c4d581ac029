using System.Numerics;
using System.Runtime.CompilerServices;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// The rules of one set for one direction, compiled: for each field that any of them asks for, the row of the rules that the frame's value
/// leaves; the first bit that all rows have is the first rule that is met. The cost grows with the fields asked for, with the logarithm of the
/// rules, and by a word for 64 rules. Immutable; any thread.
/// </summary>
public sealed class RuleClassifier
{
    /// <summary>One for each row of a frame.</summary>
    private const int MostRows = 16;

    private readonly ulong[] _rows;
    private readonly int _words;
    private readonly int _every;
    private readonly RuleVerdict[] _verdicts;
    private readonly MacTest[]?[]? _macTests;
    private readonly IntervalTable<ulong>? _sourceMac;
    private readonly IntervalTable<ulong>? _destinationMac;
    private readonly IntervalTable<uint>? _etherType;
    private readonly IntervalTable<uint>? _vlan;
    private readonly IntervalTable<uint>? _cos;
    private readonly AddressTable? _source;
    private readonly AddressTable? _destination;
    private readonly OptionalTable? _protocol;
    private readonly OptionalTable? _sourcePort;
    private readonly OptionalTable? _destinationPort;
    private readonly OptionalTable? _tcpFlags;
    private readonly OptionalTable? _icmpType;
    private readonly OptionalTable? _icmpCode;
    private readonly OptionalTable? _dscp;
    private readonly OptionalTable? _traffic;

    internal RuleClassifier(RuleTables tables)
    {
        (_verdicts, _macTests, _words) = (tables.Verdicts, tables.MacTests, tables.Store.Words);
        (_sourceMac, _destinationMac) = (tables.SourceMac.BuildIfAsked(tables.Store), tables.DestinationMac.BuildIfAsked(tables.Store));
        (_etherType, _vlan, _cos) = (tables.EtherType.BuildIfAsked(tables.Store), tables.Vlan.BuildIfAsked(tables.Store), tables.Cos.BuildIfAsked(tables.Store));
        (_source, _destination) = (tables.Source.Build(tables.Store), tables.Destination.Build(tables.Store));
        (_protocol, _dscp, _traffic) = (tables.Protocol.BuildOptional(tables.Store), tables.Dscp.BuildOptional(tables.Store), tables.Traffic.BuildOptional(tables.Store));
        (_sourcePort, _destinationPort) = (tables.SourcePort.BuildOptional(tables.Store), tables.DestinationPort.BuildOptional(tables.Store));
        (_icmpType, _icmpCode) = (tables.IcmpType.BuildOptional(tables.Store), tables.IcmpCode.BuildOptional(tables.Store));
        _tcpFlags = tables.TcpFlags.BuildOptional(tables.Store);
        ReadsPackets = (_source ?? _destination ?? (object?)_protocol ?? _sourcePort ?? _destinationPort ?? _tcpFlags ?? _icmpType ?? _icmpCode ?? _dscp) is not null;
        _every = tables.Store.Add(Rows.All(_verdicts.Length));
        _rows = tables.Store.ToArray();
    }

    /// <summary>Some rule asks for what stands in an IP packet: one that cannot be read cannot be judged.</summary>
    public bool ReadsPackets { get; }

    /// <summary>Bytes of the tables, about.</summary>
    internal long Bytes => _rows.Length * sizeof(ulong);

    /// <summary>Whether a frame cannot be judged: its headers are not what they say, go on further than is looked, or will be others when it is sent.</summary>
    public bool IsUnreadable(in PacketFields fields) =>
        fields.Is(PacketTraits.Overwritten) || (ReadsPackets && fields.Is(PacketTraits.Malformed) && fields.Network != NetworkKind.Arp);

    /// <summary>What the first rule that is met says, or <see cref="RuleVerdict.None"/>.</summary>
    /// <param name="fields">Of the frame, which is not unreadable.</param>
    /// <param name="traffic">The traffic type of the port that counts, as in the plan; 0 for none.</param>
    public RuleVerdict Find(in FrameBatch batch, int frame, in PacketFields fields, int traffic)
    {
        Span<int> rows = stackalloc int[MostRows];
        int count = AddFrame(rows, in batch, frame);
        count = ReadsPackets ? AddPacket(rows, count, in fields) : count;
        if (_traffic is { } types)
        {
            rows[count++] = types.Find(traffic != 0, (uint)traffic);
        }

        if (count == 0)
        {
            rows[count++] = _every;
        }

        return First(rows[..count], in batch, frame);
    }

    /// <summary>No rule can tell one frame from the other: most frames of a batch are of one conversation.</summary>
    public static bool AreAlike(in FrameBatch batch, int one, int other) =>
        batch.Source[one] == batch.Source[other] && batch.Destination[one] == batch.Destination[other]
        && batch.Vlan[one] == batch.Vlan[other] && batch.Priority[one] == batch.Priority[other]
        && batch.Inspected.Fields[one].IsAskedAlike(in batch.Inspected.Fields[other]);

    private int AddFrame(Span<int> rows, in FrameBatch batch, int frame)
    {
        int count = 0;
        if (_sourceMac is { } sourceMac)
        {
            rows[count++] = sourceMac.Find(batch.Source[frame]);
        }

        if (_destinationMac is { } destinationMac)
        {
            rows[count++] = destinationMac.Find(batch.Destination[frame]);
        }

        if (_etherType is { } etherType)
        {
            rows[count++] = etherType.Find(batch.Inspected.Fields[frame].EtherType);
        }

        if (_vlan is { } vlan)
        {
            rows[count++] = vlan.Find(batch.Vlan[frame]);
        }

        if (_cos is { } cos)
        {
            rows[count++] = cos.Find((uint)batch.Priority[frame] >> 13);
        }

        return count;
    }

    private int AddPacket(Span<int> rows, int count, in PacketFields fields)
    {
        bool isIp = fields.Network is NetworkKind.Ipv4 or NetworkKind.Ipv6;
        if (_source is { } source)
        {
            rows[count++] = source.Find(fields.Network, fields.SourceHigh, fields.SourceLow);
        }

        if (_destination is { } destination)
        {
            rows[count++] = destination.Find(fields.Network, fields.DestinationHigh, fields.DestinationLow);
        }

        if (_protocol is { } protocol)
        {
            rows[count++] = protocol.Find(isIp, fields.Protocol);
        }

        if (_dscp is { } dscp)
        {
            rows[count++] = dscp.Find(isIp, fields.Dscp);
        }

        return AddTransport(rows, count, in fields);
    }

    private int AddTransport(Span<int> rows, int count, in PacketFields fields)
    {
        bool hasPorts = fields.Is(PacketTraits.Ports);
        if (_sourcePort is { } sourcePort)
        {
            rows[count++] = sourcePort.Find(hasPorts, fields.SourcePort);
        }

        if (_destinationPort is { } destinationPort)
        {
            rows[count++] = destinationPort.Find(hasPorts, fields.DestinationPort);
        }

        if (_tcpFlags is { } flags)
        {
            rows[count++] = flags.Find(hasPorts && fields.Protocol == PacketParser.Tcp, fields.TcpFlags);
        }

        bool isIcmp = fields.Is(PacketTraits.Message) && fields.Protocol != PacketParser.Igmp;
        if (_icmpType is { } type)
        {
            rows[count++] = type.Find(isIcmp, fields.MessageType);
        }

        if (_icmpCode is { } code)
        {
            rows[count++] = code.Find(isIcmp, fields.MessageCode);
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RuleVerdict First(ReadOnlySpan<int> rows, in FrameBatch batch, int frame)
    {
        ulong[] all = _rows;
        for (int word = 0; word < _words; word++)
        {
            ulong left = all[rows[0] + word];
            for (int i = 1; i < rows.Length; i++)
            {
                left &= all[rows[i] + word];
            }

            for (; left != 0; left &= left - 1)
            {
                int rule = (word << 6) + BitOperations.TrailingZeroCount(left);
                if (_macTests is null || HoldMacs(rule, batch.Source[frame], batch.Destination[frame]))
                {
                    return _verdicts[rule];
                }
            }
        }

        return RuleVerdict.None;
    }

    private bool HoldMacs(int rule, ulong source, ulong destination)
    {
        foreach (MacTest test in _macTests![rule] ?? [])
        {
            if (!test.Holds(source, destination))
            {
                return false;
            }
        }

        return true;
    }
}
