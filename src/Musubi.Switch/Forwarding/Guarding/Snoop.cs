using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// Last before resolution: tells the control thread, in copies, of frames by which the addresses of guests become known, where some port of
/// the switch asks for them. It only looks for what may matter, in the form in which hosts send it; what a copy says is judged by whoever reads it.
/// </summary>
internal static class Snoop
{
    private const int Ipv4Bytes = 20;
    private const int Ipv6Bytes = 40;
    private const ushort ServerPort = 67;
    private const ushort ClientPort = 68;
    private const ushort ClientPort6 = 546;
    private const ushort ServerPort6 = 547;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;

    public static void Run(in FrameBatch batch, SnoopKinds asked, PortGuard guard, PuntSink punts)
    {
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None || batch.EtherType[i] is not (PacketParser.Ipv4 or PacketParser.Ipv6 or PacketParser.Arp))
            {
                continue;
            }

            SnoopKinds kind = KindOf(batch.EtherType[i], batch.Payload(i)) & asked;
            if (kind != SnoopKinds.None)
            {
                Tell(in batch, i, kind, guard, punts);
            }
        }
    }

    /// <summary>At most one kind.</summary>
    public static SnoopKinds KindOf(ushort etherType, ReadOnlySpan<byte> packet) => etherType switch
    {
        PacketParser.Ipv4 => OfIpv4(packet),
        PacketParser.Ipv6 => OfIpv6(packet),
        PacketParser.Arp => SnoopKinds.Traffic,
        _ => SnoopKinds.None,
    };

    private static void Tell(in FrameBatch batch, int i, SnoopKinds kind, PortGuard guard, PuntSink punts)
    {
        bool isLease = (kind & (SnoopKinds.Requests | SnoopKinds.Replies)) != 0;
        SnoopGate gate = isLease ? guard.Leases : guard.Neighbours;
        if (gate.IsOpen() && punts.TryPunt(isLease ? PuntKind.Dhcp : PuntKind.Neighbour, in batch, i))
        {
            gate.Told();
        }
    }

    private static SnoopKinds OfIpv4(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Ipv4Bytes || packet[9] != PacketParser.Udp)
        {
            return SnoopKinds.None;
        }

        int at = (packet[0] & 0xf) * 4;
        return packet.Length < at + 8 ? SnoopKinds.None : BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 2)..]) switch
        {
            ServerPort => SnoopKinds.Requests,
            ClientPort => SnoopKinds.Replies,
            _ => SnoopKinds.None,
        };
    }

    private static SnoopKinds OfIpv6(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Ipv6Bytes + 8)
        {
            return SnoopKinds.None;
        }

        if (packet[6] == PacketParser.Udp)
        {
            return BinaryPrimitives.ReadUInt16BigEndian(packet[(Ipv6Bytes + 2)..]) switch
            {
                ServerPort6 => SnoopKinds.Requests,
                ClientPort6 => SnoopKinds.Replies,
                _ => SnoopKinds.None,
            };
        }

        if (packet[6] != PacketParser.Icmpv6)
        {
            return SnoopKinds.None;
        }

        return packet[Ipv6Bytes] switch
        {
            Solicitation when AddressKey.Read(packet.Slice(8, 16)).IsUnspecified => SnoopKinds.Claims,
            Solicitation => SnoopKinds.Traffic,
            Advertisement => SnoopKinds.Answers,
            _ => SnoopKinds.None,
        };
    }
}
