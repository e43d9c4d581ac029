using System.Buffers.Binary;
using System.Net;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Inspection;

public sealed class PacketParserTests
{
    private const ushort Ipv4 = 0x0800;
    private const ushort Ipv6 = 0x86dd;

    private static readonly Packet V6 = new() { Source = "2001:db8::1", Destination = "2001:db8:0:1::2" };

    [Fact]
    public void Udp_over_Ipv4()
    {
        PacketFields fields = Parse(new Packet { TrafficClass = 0xb9 });
        Assert.Equal(
            (NetworkKind.Ipv4, PacketTraits.Ports, 17, 40_000, 53, 0, 20, 48, 46, 64),
            (fields.Network, fields.Traits, fields.Protocol, fields.SourcePort, fields.DestinationPort, fields.NetworkOffset, fields.TransportOffset, fields.End, fields.Dscp, fields.HopLimit));
        Assert.Equal((0UL, 0x0a00_0001UL, 0UL, 0x0a00_0002UL), (fields.SourceHigh, fields.SourceLow, fields.DestinationHigh, fields.DestinationLow));
    }

    [Fact]
    public void Tcp_over_Ipv6_behind_an_extension()
    {
        PacketFields fields = Parse(V6 with { Protocol = Packet.Tcp, TcpFlags = 0x12, Options = 16, TrafficClass = 0xb9 });
        Assert.Equal(
            (NetworkKind.Ipv6, PacketTraits.Ports, 6, 0x12, 40_000, 53, 56, 46, 0xb9),
            (fields.Network, fields.Traits, fields.Protocol, fields.TcpFlags, fields.SourcePort, fields.DestinationPort, fields.TransportOffset, fields.Dscp, fields.TrafficClass));
        Assert.Equal((0x2001_0db8_0000_0000UL, 1UL, 0x2001_0db8_0000_0001UL, 2UL), (fields.SourceHigh, fields.SourceLow, fields.DestinationHigh, fields.DestinationLow));
    }

    [Fact]
    public void Messages_have_type_and_code_in_their_own_family_only()
    {
        PacketFields echo = Parse(new Packet { Protocol = Packet.Icmp, Type = 8, Code = 3 });
        Assert.Equal((PacketTraits.Message, 8, 3), (echo.Traits, echo.MessageType, echo.MessageCode));
        PacketFields advertisement = Parse(V6 with { Protocol = Packet.Icmpv6, Type = 134 });
        Assert.Equal((PacketTraits.Message, 134), (advertisement.Traits, advertisement.MessageType));
        Assert.Equal(PacketTraits.None, Parse(new Packet { Protocol = Packet.Icmpv6, Type = 134 }).Traits);
        Assert.Equal(PacketTraits.None, Parse(V6 with { Protocol = Packet.Icmp, Type = 8 }).Traits);
    }

    /// <summary>RFC 3128: it would write other flags over those that were judged. The first has the whole header.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_later_fragment_within_a_TCP_header_is_malformed(int offset, bool isMalformed)
    {
        foreach (Packet packet in (Packet[])[new() { Protocol = Packet.Tcp }, V6 with { Protocol = Packet.Tcp }])
        {
            PacketFields fields = Parse(packet with { FragmentOffset = offset, MoreFragments = true });
            Assert.True(fields.Is(PacketTraits.LaterFragment));
            Assert.Equal(isMalformed, fields.Is(PacketTraits.Malformed));
            Assert.False(Parse(packet with { Protocol = Packet.Udp, FragmentOffset = offset }).Is(PacketTraits.Malformed));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_first_fragment_has_ports_and_later_ones_have_none(bool ipv6)
    {
        Packet packet = (ipv6 ? V6 : new Packet()) with { MoreFragments = true };
        Assert.Equal(PacketTraits.Fragment | PacketTraits.Ports, Parse(packet).Traits);
        PacketFields later = Parse(packet with { FragmentOffset = 3 });
        Assert.Equal((PacketTraits.Fragment | PacketTraits.LaterFragment, 17, 0, 0), (later.Traits, later.Protocol, later.DestinationPort, later.TransportOffset));
        Assert.Equal(PacketTraits.Fragment | PacketTraits.LaterFragment, Parse(packet with { FragmentOffset = 3, MoreFragments = false }).Traits);
    }

    [Fact]
    public void A_first_fragment_without_its_transport_header_is_malformed()
    {
        Packet cut = new() { MoreFragments = true, Protocol = Packet.Tcp };
        byte[] bytes = cut.Bytes();
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), 28);
        Assert.Equal(PacketTraits.Fragment | PacketTraits.Malformed, Parse(Ipv4, bytes).Traits);
    }

    [Fact]
    public void Arp_tells_who_says_what()
    {
        byte[] arp = new byte[46];
        new byte[] { 0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 9, 10, 1, 2, 3, 2, 0, 0, 0, 0, 8, 10, 1, 2, 4 }.CopyTo(arp, 0);
        PacketFields fields = Parse(0x0806, arp);
        Assert.Equal((NetworkKind.Arp, PacketTraits.None, 2, 0x0200_0000_0009UL, 0x0a01_0203UL, 0x0a01_0204UL),
            (fields.Network, fields.Traits, fields.ArpOperation, fields.ArpSender, fields.SourceLow, fields.DestinationLow));
        arp[1] = 6;
        Assert.Equal((NetworkKind.Arp, PacketTraits.Malformed), (Parse(0x0806, arp).Network, Parse(0x0806, arp).Traits));
    }

    [Fact]
    public void No_tag_and_no_snap_header_hides_a_packet()
    {
        byte[] packet = V6.Bytes();
        byte[] type = [0x86, 0xdd];
        byte[] snap = [0xaa, 0xaa, 3, 0, 0, 0, .. type];
        (ushort EtherType, byte[] Before)[] wraps =
        [
            (0x8100, [0, 0, .. type]),
            (0x88a8, [0, 5, 0x81, 0, 0, 0, .. type]),
            (100, snap),
            (0x8100, [0, 0, 0, 100, .. snap]),
        ];
        Assert.All(wraps, wrap =>
        {
            PacketFields fields = Parse(wrap.EtherType, [.. wrap.Before, .. packet]);
            Assert.Equal((NetworkKind.Ipv6, Ipv6, 53, wrap.Before.Length), (fields.Network, fields.EtherType, fields.DestinationPort, fields.NetworkOffset));
        });
    }

    [Fact]
    public void More_tags_than_are_looked_through_are_malformed()
    {
        byte[] tags = [0, 0, 0x81, 0, 0, 0, 0x81, 0, 0, 0, 8, 0];
        Assert.Equal(PacketTraits.Malformed, Parse(0x8100, [.. tags, .. new Packet().Bytes()]).Traits);
    }

    [Fact]
    public void A_chain_of_extensions_that_does_not_end_where_it_is_looked_is_malformed()
    {
        byte[] chain = [.. V6.Bytes()[..40], .. Enumerable.Range(0, 9).SelectMany(_ => new byte[] { 60, 0, 1, 4, 0, 0, 0, 0 })];
        chain[6] = 60;
        Assert.Equal(PacketTraits.Malformed, Parse(Ipv6, chain).Traits);
        byte[] far = [.. V6.Bytes()[..40], 17, 200, 1, 4, 0, 0, 0, 0, .. new byte[60]];
        far[6] = 0;
        Assert.Equal(PacketTraits.Malformed, Parse(Ipv6, far).Traits);
    }

    [Theory]
    [InlineData(0, 0x55)]
    [InlineData(0, 0x44)]
    [InlineData(0, 0x4f)]
    [InlineData(3, 19)]
    [InlineData(3, 27)]
    public void A_header_that_contradicts_itself_is_malformed(int at, byte value)
    {
        byte[] bytes = new Packet().Bytes();
        bytes[at] = value;
        Assert.Equal(PacketTraits.Malformed, Parse(Ipv4, bytes).Traits);
    }

    /// <summary>What is cut short is malformed, or is read as if it were whole because all that is asked of it is there.</summary>
    [Fact]
    public void A_packet_cut_anywhere_is_malformed_or_read_right()
    {
        foreach (Packet packet in (Packet[])[new(), new() { Protocol = Packet.Tcp, Options = 8 }, V6, V6 with { Options = 24, MoreFragments = true }, new() { Protocol = Packet.Icmp, Type = 3 }])
        {
            byte[] whole = packet.Bytes();
            ushort type = packet.Source.Contains(':', StringComparison.Ordinal) ? Ipv6 : Ipv4;
            PacketFields expected = Parse(type, whole);
            Assert.False(expected.Is(PacketTraits.Malformed));
            for (int bytes = 0; bytes < whole.Length; bytes++)
            {
                PacketFields fields = Parse(type, whole.AsSpan(0, bytes));
                bool holds = bytes >= expected.TransportOffset + (packet.Protocol == Packet.Tcp ? 20 : packet.Protocol == Packet.Icmp ? 4 : 8);
                Assert.Equal(!holds, fields.Is(PacketTraits.Malformed));
                Assert.Equal(holds ? expected with { End = (byte)bytes } : fields, fields);
            }
        }
    }

    [Fact]
    public void Garbage_gives_an_answer_whose_offsets_lie_within_it()
    {
        Random random = new(20_261_201);
        byte[][] seeds = [new Packet { Protocol = Packet.Tcp }.Bytes(), V6.Bytes(), (V6 with { Options = 16, MoreFragments = true }).Bytes(), new byte[108]];
        ushort[] types = [Ipv4, Ipv6, 0x0806, 0x8100, 0x88a8, 0, 100, 0x88cc];
        for (int round = 0; round < 200_000; round++)
        {
            byte[] bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (int change = random.Next(6); change >= 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes = bytes[..random.Next(bytes.Length + 1)];
            PacketFields fields = Parse(types[random.Next(types.Length)], bytes);
            Assert.True(fields.End <= bytes.Length && fields.NetworkOffset <= bytes.Length && fields.TransportOffset <= fields.End);
            Assert.True(!fields.Is(PacketTraits.Ports) || fields.TransportOffset + 8 <= fields.End);
            Assert.True(!fields.Is(PacketTraits.Message) || fields.TransportOffset + 4 <= fields.End);
            Assert.False(fields.Is(PacketTraits.Malformed) && fields.Is(PacketTraits.Ports | PacketTraits.Message));
        }
    }

    private static PacketFields Parse(Packet packet) =>
        Parse(IPAddress.Parse(packet.Source).AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Ipv6 : Ipv4, packet.Bytes());

    private static PacketFields Parse(ushort etherType, ReadOnlySpan<byte> bytes)
    {
        PacketFields fields = new() { Protocol = 99, Traits = (PacketTraits)255 };
        PacketParser.Parse(ref fields, etherType, bytes);
        return fields;
    }
}
