using System.Buffers.Binary;
using System.Net;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Runtime;

namespace Musubi.Fuzz.Packets;

/// <summary>IGMP, MLD and PIM from guests and the wire, whole frames, which go on into the memberships of a switch with three ports.</summary>
internal static class GroupMessages
{
    private const uint Key = 1;
    private const int Vlan = 10;
    private const int PacketAt = 14;
    private const int Ipv4Header = 20;
    private const int Ipv6Header = 40;
    private const int CasesBetweenTurns = 64;

    private static readonly IPAddress Group4 = IPAddress.Parse("239.1.2.3");
    private static readonly IPAddress Group6 = IPAddress.Parse("ff15::7");

    private static readonly PortSlot[] Ports = [.. Enumerable.Range(1, 3).Select(Port)];
    private static readonly GroupSnooper Snooper = MakeSnooper();
    private static int _next;

    public static PacketParser Parser { get; } = new("membership", [.. Seeds()], Parse) { Mend = Mend };

    private static PortSlot Port(int number) => new(new PortKey(new Guid(number, 0, 0, new byte[8]), 1), number, false)
    {
        PinnedUplink = "up",
        PlanIndex = number - 1,
        Planned = new PlannedPort
        {
            Id = $"port {number}",
            SwitchKey = Key,
            Vnic = new VnicRole
            {
                Vlan = number == 3 ? new VlanSettings { Trunk = new VlanTrunk { Ranges = { new VlanRange { First = 0, Last = 4094 } } } } : new VlanSettings { Access = Vlan },
                Security = new SecuritySettings { ForgedTransmits = number == 2 },
            },
        },
    };

    private static GroupSnooper MakeSnooper()
    {
        GroupSnooper snooper = new(new Silence(), new SwitchCounters(), TimeProvider.System);
        snooper.Follow(new Dictionary<uint, SnoopingSettings> { [Key] = new(false, new QuerierSettings(125, null, null), 0x0200_0000_00ff) }, Ports);
        return snooper;
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (bool isIpv6 in (bool[])[false, true])
        {
            UInt128 group = isIpv6 ? GroupAddresses.ReadIpv6(Group6.GetAddressBytes()) : GroupAddresses.ReadIpv4(Group4.GetAddressBytes());
            foreach (UInt128? wanted in (UInt128?[])[null, group])
            {
                byte[] query = new byte[MembershipQuery.MostBytes];
                int bytes = new MembershipQuery(isIpv6, null, wanted, wanted is null ? [] : [group - 1, group - 2], 10_000, 125).Write(query);
                yield return Frame(isIpv6, query.AsSpan(0, bytes));
            }

            byte[] report = new byte[MembershipReport.MostBytes];
            ReadOnlySpan<GroupMembership> memberships = [new GroupMembership(group, 0), new GroupMembership(group + 1, 0)];
            int length = MembershipReport.Write(report, isIpv6, ref memberships);
            yield return Frame(isIpv6, report.AsSpan(0, length));
        }

        foreach (byte type in (byte[])[GroupPacket.IgmpV1Report, GroupPacket.IgmpV2Report, GroupPacket.IgmpLeave, GroupPacket.IgmpRouter])
        {
            yield return Mended(Frame(false, [0x45, 0, 0, 28, 0, 0, 0, 0, 1, GroupPacket.Igmp, 0, 0, 10, 0, 0, 7, .. Group4.GetAddressBytes(), type, 0, 0, 0, .. Group4.GetAddressBytes()]));
        }

        foreach (byte type in (byte[])[GroupPacket.MldReport, GroupPacket.MldDone, GroupPacket.MldRouter])
        {
            byte[] source = IPAddress.Parse("fe80::7").GetAddressBytes();
            yield return Mended(Frame(true,
                [0x60, 0, 0, 0, 0, 32, 0, 1, .. source, .. Group6.GetAddressBytes(), GroupPacket.IcmpV6, 0, 5, 2, 0, 0, 1, 0, type, 0, 0, 0, 0, 0, 0, 0, .. Group6.GetAddressBytes()]));
        }

        yield return Mended(Frame(false, [0x45, 0, 0, 28, 0, 0, 0, 0, 1, GroupPacket.Pim, 0, 0, 10, 0, 0, 1, 224, 0, 0, 13, 0x20, 0, 0, 0, 0, 1, 0, 0]));
    }

    private static byte[] Frame(bool isIpv6, ReadOnlySpan<byte> packet)
    {
        ushort type = isIpv6 ? GroupPacket.Ipv6EtherType : GroupPacket.Ipv4EtherType;
        return [1, 0, 0x5e, 0, 0, 1, 2, 0, 0, 0, 0, 7, (byte)(type >> 8), (byte)type, .. packet];
    }

    private static byte[] Mended(byte[] frame)
    {
        Mend(frame);
        return frame;
    }

    /// <summary>Corrects the checksums, of the header and of the message, where both are there.</summary>
    private static void Mend(byte[] frame)
    {
        Span<byte> packet = frame.Length > PacketAt ? frame.AsSpan(PacketAt) : [];
        if (packet.Length >= Ipv4Header && frame[12] == 8)
        {
            int header = (packet[0] & 0xf) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
            if (header >= Ipv4Header && header + 4 <= total && total <= packet.Length)
            {
                Set(packet[..header], 10, span => InternetSum.Of(span));
                Set(packet[header..total], 2, span => InternetSum.Of(span));
            }
        }
        else if (packet.Length >= Ipv6Header + 16)
        {
            int header = Ipv6Header + ((packet[Ipv6Header + 1] + 1) * 8);
            int end = Ipv6Header + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
            if (header + 4 <= end && end <= packet.Length)
            {
                byte[] addresses = packet[8..40].ToArray();
                Set(packet[header..end], 2, span => InternetSum.OfIcmpV6(addresses, span));
            }
        }
    }

    private static void Set(Span<byte> bytes, int at, Func<byte[], ushort> sum)
    {
        bytes.Slice(at, 2).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], sum(bytes.ToArray()));
    }

    private static string Parse(byte[] frame)
    {
        if (frame.Length < PacketAt)
        {
            // No worker hands over less than a header.
            return "too short";
        }

        MembershipMessage message = MembershipMessage.Read(frame);
        int records = 0;
        GroupRecords all = message.Records;
        while (all.TryNext(out GroupRecord record))
        {
            records++;
            FuzzFailure.Unless(GroupAddresses.IsGroup(record.Group), $"{record.Group:x} is no group");
        }

        FuzzFailure.Unless(records * 8 <= frame.Length && (message.Kind == MembershipKind.Records || records == 0), $"{records} records in {frame.Length} bytes of {message.Kind}");
        Snooper.OnMessage(Ports[_next % Ports.Length], Vlan + (_next % 2), frame, cut: _next % 5 == 0);
        if (_next++ % CasesBetweenTurns == 0)
        {
            Snooper.OnTurn();
            FuzzFailure.Unless(Snooper.Memberships <= Ports.Length * GroupBudget.MostOfPort, $"{Snooper.Memberships} memberships of {Ports.Length} ports");
        }

        return $"{message.Kind}";
    }

    /// <summary>A network that takes everything and says nothing.</summary>
    private sealed class Silence : IGroupWire
    {
        private readonly byte[] _packet = new byte[Math.Max(MembershipQuery.MostBytes, MembershipReport.MostBytes)];

        public void Ask(PortSlot port, ushort tag, in MembershipQuery query) => query.Write(_packet);

        public bool AskNetwork(PortSlot port, int vlan, in MembershipQuery query) => query.Write(_packet) > 0;

        public void Tell(PortSlot port, int vlan, bool isIpv6, ReadOnlySpan<GroupMembership> memberships)
        {
            while (!memberships.IsEmpty)
            {
                int before = memberships.Length;
                MembershipReport.Write(_packet, isIpv6, ref memberships);
                FuzzFailure.Unless(memberships.Length < before, "a report takes none of the memberships");
            }
        }
    }
}
