using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;
using HeaderParser = Musubi.Switch.Forwarding.Inspection.PacketParser;

namespace Musubi.Fuzz.Packets;

/// <summary>
/// What guests send, whole frames: DHCP of both versions, ARP, neighbour discovery, router advertisements. Headers are read and judged as workers do with all
/// guards on, then the frames go into the addresses that three ports of a switch are seen to have.
/// </summary>
internal static class GuestPackets
{
    private const ulong Guest = 0x0200_0000_0001;
    private const int PayloadAt = 14;
    private const int MostHeaders = 255;
    private const int MostOfPort = 80;
    private const int CasesBetweenLooks = 256;

    private static readonly byte[] GuestMac = [2, 0, 0, 0, 0, 1];
    private static readonly byte[] Server = [10, 0, 0, 1];
    private static readonly byte[] Leased = [10, 0, 0, 7];
    private static readonly byte[] LinkLocal = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 0, 0, 1];
    private static readonly byte[] Global = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7];
    private static readonly byte[] AllNodes = [0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

    private static readonly KnownAddresses Known = new([new KnownAddress(AddressKey.Read(Leased), AddressKey.Bits, KnownAddresses.AnyVlan)], mayClaim: true);
    private static readonly PortSlots Slots = new(1, 16);
    private static readonly PortSlot[] Ports = MakePorts();
    private static readonly AddressSnooping Snooping = MakeSnooping();
    private static int _next;

    public static PacketParser Parser { get; } = new("guest", [.. Seeds()], Parse);

    private static PortSlot[] MakePorts() =>
    [
        Slots.Add(KeyOf(1), 1, new PlannedPort { Id = "1", SwitchKey = 1, Vnic = Role(SpoofGuard.Snooped) }),
        Slots.Add(KeyOf(2), 2, new PlannedPort { Id = "2", SwitchKey = 1, Vnic = Role(SpoofGuard.Observe) }),
        Slots.Add(KeyOf(3), 3, new PlannedPort { Id = "3", SwitchKey = 1, Uplink = new UplinkRole() }),
    ];

    private static PortKey KeyOf(int number) => new(new Guid(number, 0, 0, new byte[8]), 1);

    private static VnicRole Role(SpoofGuard guard) => new() { Vlan = new VlanSettings { Access = 10 }, Guards = new GuardSettings { SpoofGuard = guard } };

    private static AddressSnooping MakeSnooping()
    {
        AddressSnooping snooping = new(new EventQueue(), TimeProvider.System);
        snooping.Take(new SwitchPlan { Ports = { Ports.Select(port => port.Planned) } }, Slots);
        return snooping;
    }

    private static IEnumerable<byte[]> Seeds()
    {
        foreach (byte type in (byte[])[1, 3, 4, 7])
        {
            yield return Ipv4([0, 0, 0, 0], 68, 67, Dhcp(1, type, [0, 0, 0, 0], [50, 4, .. Leased]));
        }

        foreach (byte type in (byte[])[2, 5, 6])
        {
            yield return Ipv4(Server, 67, 68, Dhcp(2, type, Leased, [51, 4, 0, 0, 0, 120, 52, 1, 3]));
        }

        byte[] address = [0, 5, 0, 24, .. Global, 0, 0, 0, 60, 0, 0, 0, 120];
        byte[] prefix = [0, 26, 0, 25, 0, 0, 0, 60, 0, 0, 0, 120, 56, .. Global];
        byte[] options = [0, 3, 0, (byte)(12 + address.Length), .. new byte[12], .. address, 0, 25, 0, (byte)(12 + prefix.Length), .. new byte[12], .. prefix, 0, 13, 0, 2, 0, 0];
        foreach (byte type in (byte[])[1, 3, 5, 8, 9])
        {
            yield return Udp6(546, 547, [type, 1, 2, 3, .. options]);
        }

        yield return Udp6(547, 546, [7, 1, 2, 3, .. options]);
        foreach (byte type in (byte[])[133, 134, 135, 136, 137])
        {
            byte[] body = type switch
            {
                133 => [type, 0, 0, 0, 0, 0, 0, 0],
                134 => [type, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0],
                _ => [type, 0, 0, 0, 0, 0, 0, 0, .. Global],
            };
            byte[] message = [.. body, (byte)(type == 136 ? 2 : 1), 1, .. GuestMac];
            yield return Ipv6(58, LinkLocal, message);
            yield return Ipv6(58, new byte[16], body);
            yield return Ipv6(0, LinkLocal, [58, 0, 1, 4, 0, 0, 0, 0, .. message]);
            yield return Ipv6(44, LinkLocal, [58, 0, 0, 0, 0, 0, 0, 9, .. message]);
        }

        byte[] arp = [0, 1, 8, 0, 6, 4, 0, 1, .. GuestMac, .. Leased, 0, 0, 0, 0, 0, 0, .. Server];
        yield return Frame(0x0806, arp);
        yield return Frame(0x8035, arp);
        yield return Frame(0x8100, [0, 10, 8, 6, .. arp]);
        yield return Frame((ushort)(8 + arp.Length), [0xaa, 0xaa, 3, 0, 0, 0, 8, 6, .. arp]);
    }

    private static byte[] Dhcp(byte operation, byte type, byte[] yours, byte[] options) =>
    [
        operation, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, .. yours, 0, 0, 0, 0, 0, 0, 0, 0, .. GuestMac, .. new byte[10], .. new byte[192],
        0x63, 0x82, 0x53, 0x63, 53, 1, type, .. options, 255,
    ];

    private static byte[] Ipv4(byte[] source, ushort from, ushort to, byte[] body)
    {
        byte[] packet = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, .. source, 255, 255, 255, 255, .. Udp(from, to, body)];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        return Frame(0x0800, packet);
    }

    private static byte[] Udp6(ushort from, ushort to, byte[] body) => Ipv6(17, LinkLocal, Udp(from, to, body));

    private static byte[] Udp(ushort from, ushort to, byte[] body)
    {
        byte[] datagram = [0, 0, 0, 0, 0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteUInt16BigEndian(datagram, from);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(2), to);
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(4), (ushort)datagram.Length);
        return datagram;
    }

    private static byte[] Ipv6(byte next, byte[] source, byte[] body)
    {
        byte[] packet = [0x60, 0, 0, 0, 0, 0, next, 255, .. source, .. AllNodes, .. body];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)body.Length);
        return Frame(0x86dd, packet);
    }

    private static byte[] Frame(ushort type, byte[] payload) => [.. Enumerable.Repeat((byte)0xff, 6), .. GuestMac, (byte)(type >> 8), (byte)type, .. payload];

    private static string Parse(byte[] frame)
    {
        if (frame.Length < PayloadAt)
        {
            // No worker hands over less than a header.
            return "too short";
        }

        ReadOnlySpan<byte> payload = frame.AsSpan(PayloadAt);
        ReadOnlySpan<byte> headers = payload[..Math.Min(payload.Length, MostHeaders)];
        PacketFields fields = default;
        HeaderParser.Parse(ref fields, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)), headers);
        FuzzFailure.Unless(fields.NetworkOffset <= headers.Length && fields.End <= headers.Length && (fields.TransportOffset <= fields.End || fields.Is(PacketTraits.Malformed)),
            $"offsets {fields.NetworkOffset}, {fields.TransportOffset}, {fields.End} of {headers.Length} bytes");
        AddressLookup known = new(Known);
        DropReason all = GuardRules.Judge(PortFlags.SpoofGuard | PortFlags.RaGuard | PortFlags.DhcpGuard, in fields, headers, Guest, 10, ref known);
        DropReason routers = GuardRules.Judge(PortFlags.RaGuard, in fields, headers, Guest, 10, ref known);
        FuzzFailure.Unless(all != DropReason.None || routers == DropReason.None, $"all guards let pass what one holds back: {routers}");
        FuzzFailure.Unless(routers != DropReason.None || !IsPlainRouters(frame), "a router advertisement passes");
        Snoop(frame);
        return $"{fields.Network} {(fields.Is(PacketTraits.Malformed) ? "malformed" : all)}";
    }

    /// <summary>As simple as it can be told: IPv6, ICMPv6 right behind it.</summary>
    private static bool IsPlainRouters(ReadOnlySpan<byte> frame) =>
        frame.Length >= PayloadAt + 44 && frame[12] == 0x86 && frame[13] == 0xdd && frame[PayloadAt] >> 4 == 6 && frame[PayloadAt + 6] == 58 && frame[PayloadAt + 40] is 134 or 137
        && BinaryPrimitives.ReadUInt16BigEndian(frame[(PayloadAt + 4)..]) is 0 or >= 4;

    private static void Snoop(ReadOnlySpan<byte> frame)
    {
        foreach (PuntKind kind in (ReadOnlySpan<PuntKind>)[PuntKind.Dhcp, PuntKind.Neighbour])
        {
            PortSlot port = Ports[_next++ % Ports.Length];
            Snooping.OnFrame(new PuntedFrame(port, new PuntEntry(port.Handle, kind, 10, false, frame.Length), frame));
        }

        if (_next % CasesBetweenLooks == 0)
        {
            Snooping.OnTurn();
            SwitchStatus status = new() { Ports = { Ports.Select(port => new PortStatus { PortId = port.Planned.Id }) } };
            Snooping.Report(status);
            FuzzFailure.Unless(status.Ports.All(port => port.SeenAddresses.Count <= MostOfPort), $"a port has {status.Ports.Max(port => port.SeenAddresses.Count)} addresses");
        }
    }
}
