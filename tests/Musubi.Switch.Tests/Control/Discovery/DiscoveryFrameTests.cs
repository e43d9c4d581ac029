using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Discovery;

namespace Musubi.Switch.Tests.Control.Discovery;

public sealed class DiscoveryFrameTests
{
    /// <summary>Chassis 02:..:01 (MAC), port "Gi1/0/1" (interface name), TTL 120.</summary>
    private const string Head = "0207" + "04" + "020000000001" + "0408" + "05" + "4769312F302F31" + "0602" + "0078";

    /// <summary>Version 2, 180 s, no checksum yet; device "sw1", port "Gi1/0/1".</summary>
    private const string CdpHead = "02B40000" + "00010007" + "737731" + "0003000B" + "4769312F302F31";

    [Fact]
    public void What_a_switch_says_by_LLDP_is_read()
    {
        HeardNeighbour heard = Sample.Read(Sample.Lldp(Head
            + "0806" + "746F206831" + "00" // port description, with a zero behind it
            + "0A03" + "737731" // system name
            + "0C05" + "4F530A3137" // system description of two lines
            + "0E04" + "0014" + "0004" // bridge and router, of which bridge is enabled
            + "100C" + "0501C0000201" + "02" + "00000005" + "00" // 192.0.2.1
            + "FE06" + "0080C2" + "01" + "0001" // native VLAN 1
            + "FE0A" + "0080C2" + "03" + "000A" + "03" + "776562" // VLAN 10 "web"
            + "FE06" + "00120F" + "04" + "2422" // 9250 bytes of frame
            + "FE09" + "00120F" + "03" + "03" + "00000007" // aggregation 7
            + "FE05" + "0012BB" + "0100" // somebody else's
            + "0000"));

        Assert.Equal((DiscoveryProtocol.Lldp, "02:00:00:00:00:01", "Gi1/0/1", 120), (heard.Protocol, heard.ChassisId, heard.PortId, heard.Ttl));
        Assert.Equal(("to h1", "sw1", "OS 17"), (heard.PortDescription, heard.SystemName, heard.SystemDescription));
        Assert.Equal(["bridge"], heard.Capabilities);
        Assert.Equal(["192.0.2.1"], heard.ManagementAddresses);
        Assert.Equal((1, 9250, true, 7u), (heard.NativeVlan, heard.MaxFrame, heard.Aggregated, heard.AggregationPort));
        Assert.Equal([new HeardVlan(10, "web")], heard.Vlans);
    }

    [Fact]
    public void What_a_switch_says_by_CDP_is_read()
    {
        HeardNeighbour heard = Sample.Read(Sample.Cdp(CdpHead
            + "00040008" + "00000029" // router, switch, IGMP
            + "0005000A" + "4F5320313762" // version
            + "00060009" + "5753432D31" // platform
            + "000A0006" + "0063" // native VLAN 99
            + "00110008" + "000005DC" // 1500 bytes
            + "00160011" + "00000001" + "0101CC" + "0004" + "C0000201"));

        Assert.Equal((DiscoveryProtocol.Cdp, "sw1", "Gi1/0/1", 180), (heard.Protocol, heard.ChassisId, heard.PortId, heard.Ttl));
        Assert.Equal(("sw1", "OS 17b", "WSC-1"), (heard.SystemName, heard.SystemDescription, heard.Platform));
        Assert.Equal(["router", "bridge", "igmp"], heard.Capabilities);
        Assert.Equal((99, 1500u), (heard.NativeVlan, heard.Mtu));
        Assert.Equal(["192.0.2.1"], heard.ManagementAddresses);
    }

    [Theory]
    [InlineData("04" + "020000000001", "02:00:00:00:00:01")]
    [InlineData("05" + "01C0000201", "192.0.2.1")]
    [InlineData("05" + "0220010DB8000000000000000000000001", "2001:db8::1")]
    [InlineData("07" + "727831", "rx1")]
    [InlineData("07" + "0001FF", "00:01:ff")]
    [InlineData("04" + "0102", "01:02")]
    public void A_chassis_id_is_shown_by_its_kind(string id, string shown) =>
        Assert.Equal(shown, Sample.Read(Sample.Lldp($"02{id.Length / 2:X2}{id}" + Head[18..] + "0000")).ChassisId);

    [Theory]
    [InlineData(DiscoveryProtocol.Lldp)]
    [InlineData(DiscoveryProtocol.Cdp)]
    public void What_we_say_is_read_as_it_was_meant(DiscoveryProtocol protocol)
    {
        HeardNeighbour heard = Sample.Read(Sample.Frame(protocol));
        bool isLldp = protocol == DiscoveryProtocol.Lldp;
        Assert.Equal((isLldp ? Sample.Advertisement.ChassisId : "h1.example", "eth1", 121), (heard.ChassisId, heard.PortId, heard.Ttl));
        Assert.Equal(("h1.example", "Musubi virtual switch 1.2.3"), (heard.SystemName, heard.SystemDescription));
        Assert.Equal(["bridge"], heard.Capabilities);
        Assert.Equal(["192.0.2.8", "2001:db8::9"], heard.ManagementAddresses);
        Assert.Equal(isLldp ? ("Uplink 1 of prod", 9022, 0u, true, 7u, "") : ("", 0, 9000u, false, 0u, "Musubi"),
            (heard.PortDescription, heard.MaxFrame, heard.Mtu, heard.Aggregated, heard.AggregationPort, heard.Platform));
        Assert.Equal(isLldp ? [new HeardVlan(10, "web"), new HeardVlan(20, "dbé")] : [], heard.Vlans);
    }

    [Fact]
    public void What_holds_for_no_time_names_the_port_and_by_CDP_says_the_rest_as_well()
    {
        Assert.Equal("022507" + Convert.ToHexString("11111111-2222-3333-4444-555555555555"u8) + "0405" + "05" + "65746831" + "0602" + "0000" + "0000",
            Convert.ToHexString(Sample.Frame(DiscoveryProtocol.Lldp, ttl: 0).AsSpan(14, 52)));
        HeardNeighbour heard = Sample.Read(Sample.Frame(DiscoveryProtocol.Cdp, ttl: 0));
        Assert.Equal(("h1.example", "eth1", 0, "Musubi virtual switch 1.2.3"), (heard.ChassisId, heard.PortId, heard.Ttl, heard.SystemDescription));
        Assert.Equal(Sample.Read(Sample.Frame(DiscoveryProtocol.Cdp)).Key, heard.Key);
    }

    [Theory]
    [InlineData(DiscoveryProtocol.Lldp)]
    [InlineData(DiscoveryProtocol.Cdp)]
    public void The_longest_that_can_be_said_finds_room_in_the_smallest_frame(DiscoveryProtocol protocol)
    {
        string text = string.Concat(Enumerable.Repeat("é", 300));
        Advertisement longest = new()
        {
            ChassisId = text,
            PortId = text,
            PortDescription = text,
            SystemName = text,
            SystemDescription = text,
            ManagementAddresses = [.. Enumerable.Repeat(new byte[16], 8)],
            Vlans = [.. Enumerable.Range(1, 64).Select(i => new HeardVlan(i, text))],
            Mtu = 9216,
        };
        byte[] payload = new byte[576];
        int bytes = DiscoveryFrame.Write(payload, protocol, longest, 121);
        byte[] frame = [.. Sample.Frame(protocol).AsSpan(0, 12), .. BitConverter.GetBytes(DiscoveryFrame.Type(protocol, bytes)).Reverse(), .. payload.AsSpan(0, bytes)];
        Assert.Equal(text[..127], Sample.Read(frame).PortId);
    }

    [Theory]
    [InlineData("", DiscoveryFault.LldpOutOfOrder)]
    [InlineData("0207" + "04" + "020000000001" + "0000", DiscoveryFault.LldpOutOfOrder)]
    [InlineData("0405" + "05" + "65746831" + "0207" + "04" + "020000000001" + "0602" + "0078" + "0000", DiscoveryFault.LldpOutOfOrder)]
    [InlineData(Head + "0602" + "0078", DiscoveryFault.LldpRepeatedTlv)]
    [InlineData(Head + "09FF" + "41", DiscoveryFault.LldpCutShort)]
    [InlineData("0201" + "04" + "0405" + "05" + "65746831" + "0602" + "0078" + "0000", DiscoveryFault.LldpBadLength)]
    [InlineData("0207" + "04" + "020000000001" + "0405" + "05" + "65746831" + "0601" + "78" + "0000", DiscoveryFault.LldpBadLength)]
    public void An_LLDPDU_that_lacks_what_all_have_is_refused_by_name(string pdu, DiscoveryFault fault)
    {
        Assert.Equal(fault, DiscoveryFrame.Read(Sample.Lldp(pdu), out HeardNeighbour? neighbour, out _));
        Assert.Null(neighbour);
    }

    [Fact]
    public void An_optional_TLV_of_a_wrong_form_or_a_second_one_is_left_out_and_counted()
    {
        byte[] frame = Sample.Lldp(Head + "0E02" + "0004" + "0A01" + "61" + "0A01" + "62" + "1003" + "05C000" + "FE05" + "0080C2" + "01" + "00" + "FE02" + "0080"
            + "FE08" + "0080C2" + "03" + "000A" + "0977" + "0000");
        Assert.Equal(DiscoveryFault.None, DiscoveryFrame.Read(frame, out HeardNeighbour? neighbour, out int discarded));
        Assert.Equal(("a", 6), (neighbour!.SystemName, discarded));
    }

    [Theory]
    [InlineData("02B400", DiscoveryFault.CdpCutShort)]
    [InlineData("03B40000" + "00010007" + "737731" + "0003000B" + "4769312F302F31", DiscoveryFault.CdpBadVersion)]
    [InlineData("02B40000" + "00010007" + "737731", DiscoveryFault.CdpNobody)]
    [InlineData(CdpHead + "00050003", DiscoveryFault.CdpCutShort)]
    [InlineData(CdpHead + "00050009" + "41", DiscoveryFault.CdpCutShort)]
    public void A_CDP_packet_that_cannot_be_is_refused_by_name(string packet, DiscoveryFault fault) =>
        Assert.Equal(fault, packet.Length < 8
            ? CdpReader.Read(Convert.FromHexString(packet), out _, out _)
            : DiscoveryFrame.Read(Sample.Cdp(packet), out _, out _));

    [Theory]
    [InlineData("61")]
    [InlineData("E9")]
    public void A_packet_of_an_odd_length_is_taken_by_both_reckonings_of_its_checksum(string last)
    {
        byte[] packet = Convert.FromHexString(CdpHead + "00060005" + last);
        Assert.Equal(1, packet.Length % 2);
        ushort ofCisco = CdpChecksum.Of(packet);
        uint sum = 0;
        for (int i = 0; i < packet.Length; i++)
        {
            sum += (uint)packet[i] << (i % 2 == 0 ? 8 : 0);
        }

        ushort ofRfc = (ushort)~((sum & 0xffff) + (sum >> 16));
        Assert.NotEqual(ofCisco, ofRfc);
        foreach (ushort checksum in (ReadOnlySpan<ushort>)[ofCisco, ofRfc])
        {
            (packet[2], packet[3]) = ((byte)(checksum >> 8), (byte)checksum);
            Assert.Equal(DiscoveryFault.None, CdpReader.Read(packet, out _, out _));
            packet[5] ^= 0x10;
            Assert.Equal(DiscoveryFault.CdpBadChecksum, CdpReader.Read(packet, out _, out _));
            packet[5] ^= 0x10;
        }
    }

    [Fact]
    public void A_relative_of_CDP_and_an_unknown_group_are_neither()
    {
        byte[] relative = Sample.Frame(DiscoveryProtocol.Cdp);
        relative[21] = 0x04;
        Assert.Equal(DiscoveryFault.DiscoveryUnknown, DiscoveryFrame.Read(relative, out _, out _));
        byte[] elsewhere = Sample.Frame(DiscoveryProtocol.Lldp);
        elsewhere[5] = 0x05;
        Assert.Equal(DiscoveryFault.DiscoveryUnknown, DiscoveryFrame.Read(elsewhere, out _, out _));
        elsewhere[5] = 0x03;
        Assert.Equal(DiscoveryFault.None, DiscoveryFrame.Read(elsewhere, out _, out _));
    }

    [Fact]
    public void Any_bytes_give_a_neighbour_within_bounds_or_a_fault()
    {
        Random random = new(4711);
        byte[][] seeds = [Sample.Frame(DiscoveryProtocol.Lldp), Sample.Frame(DiscoveryProtocol.Cdp), Sample.Lldp(Head + "0000"), Sample.Cdp(CdpHead)];
        Dictionary<DiscoveryFault, int> seen = [];
        for (int i = 0; i < 60_000; i++)
        {
            byte[] frame = [.. seeds[i % seeds.Length]];
            for (int hits = random.Next(1, 6); hits > 0; hits--)
            {
                frame[random.Next(12, frame.Length)] = (byte)random.Next(256);
            }

            frame = frame[..(i % 3 == 0 ? random.Next(frame.Length + 1) : frame.Length)];
            if (random.Next(4) > 0 && i % seeds.Length is 1 or 3)
            {
                MendChecksum(frame);
            }

            DiscoveryFault fault = DiscoveryFrame.Read(frame, out HeardNeighbour? neighbour, out _);
            Assert.Equal(fault == DiscoveryFault.None, neighbour is not null);
            seen[fault] = seen.GetValueOrDefault(fault) + 1;
            if (neighbour is not null)
            {
                AssertBounded(neighbour);
            }
        }

        Assert.Equal(Enum.GetValues<DiscoveryFault>(), seen.Keys.Order());
    }

    private static void MendChecksum(byte[] frame)
    {
        int end = frame.Length < 14 ? 0 : Math.Min(14 + ((frame[12] << 8) | frame[13]), frame.Length);
        if (end > 26)
        {
            (frame[24], frame[25]) = (0, 0);
            ushort checksum = CdpChecksum.Of(frame.AsSpan(22, end - 22));
            (frame[24], frame[25]) = ((byte)(checksum >> 8), (byte)checksum);
        }
    }

    private static void AssertBounded(HeardNeighbour neighbour)
    {
        string[] texts =
        [
            neighbour.ChassisId, neighbour.PortId, neighbour.PortDescription, neighbour.SystemName, neighbour.SystemDescription, neighbour.Platform,
            .. neighbour.Capabilities, .. neighbour.ManagementAddresses, .. neighbour.Vlans.Select(vlan => vlan.Name),
        ];
        Assert.All(texts, text => Assert.True(text.Length <= DiscoveryText.MaxLength && !text.Any(char.IsControl), text));
        Assert.InRange(neighbour.ManagementAddresses.Count, 0, 8);
        Assert.InRange(neighbour.Vlans.Count, 0, 64);
        Assert.InRange(neighbour.NativeVlan, 0, 4094);
        Assert.All(neighbour.Vlans, vlan => Assert.InRange(vlan.Id, 1, 4094));
    }
}
