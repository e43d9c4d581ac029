using System.Buffers.Binary;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding.Inspection;

/// <summary>
/// A guest that leaves its checksums to others says where they are to be written, and can make them whatever number it likes: not over an address or a port that was judged.
/// </summary>
public sealed class ChecksumFieldTests : IDisposable
{
    private const int Ethernet = 14;
    private const int Ip = Ethernet + 20;
    private const string Own = "10.0.0.5";

    private readonly int _uplink;
    private readonly int _guarded;
    private readonly int _free;
    private readonly int _filtered;
    private readonly PipelineBench _bench;

    public ChecksumFieldTests()
    {
        PlanBuilder plan = new();
        _uplink = plan.Uplink();
        GuardSettings guards = new() { SpoofGuard = SpoofGuard.Configured, DhcpGuard = true, RaGuard = true };
        guards.Addresses.Add(new AddressPrefix { Address = ByteString.CopyFrom(10, 0, 0, 5), PrefixLength = 32 });
        _guarded = plan.Vnic(Vlan.Access(10), vnic => vnic.Guards = guards);
        _free = plan.Vnic(Vlan.Access(10));
        _filtered = plan.Vnic(Vlan.Access(10), vnic => vnic.RuleSet = 1);
        Rule rule = new() { Name = "no-telnet", Egress = true, Action = RuleAction.Drop, Match = new RuleMatch { DestinationPort = new NumberRange { First = 23, Last = 23 } } };
        plan.Plan.RuleSets.Add(new RuleSet { Key = 1, Rules = { rule } });
        _bench = plan.Build();
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(Packet.Udp, Ip, 6)]
    [InlineData(Packet.Udp, Ethernet, 26)]
    [InlineData(Packet.Tcp, Ip, 16)]
    [InlineData(Packet.Icmp, Ip, 2)]
    public void A_transport_header_s_own_field_is_filled_in(byte protocol, int start, int offset) =>
        ReceivedBy(_bench, _guarded, Ask(Udp() with { Protocol = protocol }, start, offset), _uplink);

    /// <summary>As for what is tunnelled, of which nobody judges anything.</summary>
    [Theory]
    [InlineData(Packet.Udp, 4789, 64)]
    [InlineData(47, 0, 24)]
    [InlineData(4, 0, 16)]
    public void So_is_one_behind_all_that_is_judged(byte protocol, ushort port, int at) =>
        ReceivedBy(_bench, _guarded, Ask(Udp() with { Protocol = protocol, DestinationPort = port, Payload = 100 }, Ip + at, 6), _uplink);

    [Theory]
    [InlineData(Packet.Udp, Ethernet, 0)]
    [InlineData(Packet.Udp, Ethernet, 12)]
    [InlineData(Packet.Udp, Ethernet, 14)]
    [InlineData(Packet.Udp, Ip, 0)]
    [InlineData(Packet.Udp, Ip, 2)]
    [InlineData(Packet.Udp, Ip, 5)]
    [InlineData(Packet.Tcp, Ip, 2)]
    [InlineData(Packet.Tcp, Ip, 12)]
    [InlineData(Packet.Icmp, Ip, 0)]
    [InlineData(Packet.Icmp, Ip, 4)]
    public void No_other_byte_that_was_judged_is_written_over(byte protocol, int start, int offset) =>
        Dropped(_bench, _guarded, Ask(Udp() with { Protocol = protocol }, start, offset), DropReason.BadOffload);

    [Fact]
    public void Nor_what_a_DHCP_server_is_told_of_its_client()
    {
        Packet request = Udp() with { SourcePort = 68, DestinationPort = 67, Payload = 300 };
        TestFrame frame = request.Frame;
        Span<byte> message = frame.Bytes.AsSpan(Ip + 8);
        message[..34].Clear();
        (message[0], message[1], message[2]) = (1, 1, 6);
        frame.Bytes.AsSpan(6, 6).CopyTo(message[28..]);
        ReceivedBy(_bench, _guarded, frame with { Offload = Checksum(Ip, 6) }, _uplink);
        Dropped(_bench, _guarded, frame with { Offload = Checksum(Ip, 8 + 32) }, DropReason.BadOffload);
    }

    [Theory]
    [InlineData(128, 0)]
    [InlineData(136, 8)]
    public void Nor_the_type_of_an_ICMPv6_message_or_the_address_in_it(byte type, int offset)
    {
        Packet message = Udp() with { Source = "fe80::ff:fe00:1", Destination = "ff02::1", Protocol = Packet.Icmpv6, Type = type, Payload = 16 };
        Dropped(_bench, _guarded, Ask(message, Ethernet + 40, offset), DropReason.BadOffload);
        if (type == 128)
        {
            ReceivedBy(_bench, _guarded, Ask(message, Ethernet + 40, 2), _uplink);
        }
    }

    /// <summary>ARP, RARP, and what may be made a packet by it.</summary>
    [Theory]
    [InlineData(0x0806, 14)]
    [InlineData(0x0806, 28)]
    [InlineData(0x8035, 14)]
    [InlineData(0x0040, 6)]
    public void Nor_anything_where_there_is_no_transport(int type, int offset)
    {
        TestFrame frame = Make(Outside, MacOf(_guarded), payload: 60);
        frame.Bytes.AsSpan(Ethernet).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes.AsSpan(12), (ushort)type);
        byte[] arp = [0, 1, 8, 0, 6, 4, 0, 1, .. frame.Bytes[6..12], 10, 0, 0, 5];
        (type >= 0x600 ? arp : [0xaa, 0xaa, 3, 0, 0, 0]).CopyTo(frame.Bytes.AsSpan(Ethernet));
        Dropped(_bench, _guarded, frame with { Offload = Checksum(Ethernet, offset) }, DropReason.BadOffload);
    }

    [Fact]
    public void A_part_of_a_packet_has_no_checksum_to_be_filled_in() =>
        Dropped(_bench, _guarded, Ask(Udp() with { FragmentOffset = 10, Payload = 100 }, Ip, 6), DropReason.BadOffload);

    [Theory]
    [InlineData(VirtioNetHeader.GsoTcp4, Packet.Tcp, Ip, 16, true)]
    [InlineData(VirtioNetHeader.GsoUdpL4, Packet.Udp, Ip, 6, true)]
    [InlineData(VirtioNetHeader.GsoTcp4, Packet.Tcp, Ethernet, 36, false)]
    [InlineData(VirtioNetHeader.GsoTcp4, Packet.Tcp, Ip, 40, false)]
    [InlineData(VirtioNetHeader.GsoTcp4, Packet.Udp, Ip, 6, false)]
    [InlineData(VirtioNetHeader.GsoUdpL4, 47, Ip, 6, false)]
    public void What_is_cut_up_is_cut_up_behind_the_header_that_was_judged(byte gso, byte protocol, int start, int offset, bool passes)
    {
        TestFrame frame = (Udp() with { Protocol = protocol, Payload = 4000 }).Frame with { Offload = Checksum(start, offset) with { GsoType = gso, GsoSize = 1000 } };
        if (passes)
        {
            ReceivedBy(_bench, _guarded, frame, _uplink);
        }
        else
        {
            Dropped(_bench, _guarded, frame, DropReason.BadOffload);
        }
    }

    [Fact]
    public void Where_nobody_judges_it_is_the_guest_s_own_affair() =>
        ReceivedBy(_bench, _free, Ask(Udp() with { From = MacOf(_free) }, Ethernet, 12), _uplink);

    [Fact]
    public void Rules_of_a_destination_cannot_read_what_will_be_other()
    {
        Packet packet = Udp() with { From = MacOf(_free), To = MacOf(_filtered) };
        ReceivedBy(_bench, _free, Ask(packet, Ip, 6), _filtered);
        Dropped(_bench, _free, Ask(packet, Ip, 2), DropReason.Unreadable, _filtered);
    }

    private Packet Udp() => new() { From = MacOf(_guarded), Source = Own, Payload = 40 };

    private static TestFrame Ask(Packet packet, int start, int offset) => packet.Frame with { Offload = Checksum(start, offset) };

    private static VirtioNetHeader Checksum(int start, int offset) =>
        new() { Flags = VirtioNetHeader.NeedsChecksum, ChecksumStart = (ushort)start, ChecksumOffset = (ushort)offset };
}
