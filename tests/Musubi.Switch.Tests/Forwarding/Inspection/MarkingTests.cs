using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Inspection;

public sealed class MarkingTests
{
    private const ushort Ipv4 = 0x0800;
    private const ushort Ipv6 = 0x86dd;

    [Fact]
    public void Every_Dscp_over_every_other_leaves_ECN_and_a_right_checksum()
    {
        for (int former = 0; former < 256; former++)
        {
            for (int dscp = 0; dscp < 64; dscp++)
            {
                Packet packet = new() { TrafficClass = (byte)former, Source = $"10.{former}.{dscp}.1", Options = former % 2 * 8 };
                byte[] bytes = packet.Bytes();
                Mark(Ipv4, bytes, dscp);
                Packet expected = packet with { TrafficClass = (byte)((dscp << 2) | (former & 3)) };
                // Of the two zeroes of ones' complement either is right.
                Assert.Equal(0, Packet.Checksum(bytes.AsSpan(0, 20 + packet.Options)));
                expected.Bytes().AsSpan(10, 2).CopyTo(bytes.AsSpan(10));
                Assert.Equal(expected.Bytes(), bytes);
            }
        }
    }

    [Fact]
    public void A_wrong_checksum_stays_as_wrong()
    {
        byte[] bytes = new Packet().Bytes();
        ushort right = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(10));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(10), (ushort)(right - 5));
        Mark(Ipv4, bytes, 46);
        ushort expected = BinaryPrimitives.ReadUInt16BigEndian(new Packet { TrafficClass = 46 << 2 }.Bytes().AsSpan(10));
        Assert.Equal(expected - 5, BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(10)));
    }

    [Fact]
    public void In_Ipv6_version_ECN_and_flow_label_stay()
    {
        Packet packet = new() { Source = "2001:db8::1", Destination = "2001:db8::2", TrafficClass = 0x57 };
        byte[] bytes = packet.Bytes();
        Mark(Ipv6, bytes, 46);
        Assert.Equal((packet with { TrafficClass = 0xbb }).Bytes(), bytes);
    }

    [Fact]
    public void What_is_no_whole_ip_header_is_left_alone()
    {
        Random random = new(7);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] bytes = new byte[random.Next(20)];
            random.NextBytes(bytes);
            byte[] marked = (byte[])bytes.Clone();
            Mark((ushort)(i % 3 == 0 ? Ipv4 : i % 3 == 1 ? Ipv6 : 0x0806), marked, 46);
            Assert.Equal(bytes, marked);
        }
    }

    private static void Mark(ushort etherType, byte[] bytes, int dscp)
    {
        PacketFields fields = default;
        PacketParser.Parse(ref fields, etherType, bytes);
        Marking.SetDscp(bytes, in fields, dscp);
    }
}
