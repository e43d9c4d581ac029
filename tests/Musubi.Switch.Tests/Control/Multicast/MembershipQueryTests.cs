using System.Buffers.Binary;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Control.Multicast.MembershipMessageTests;

namespace Musubi.Switch.Tests.Control.Multicast;

/// <summary>What the switch sends is what it would understand itself; that others do is shown with a Linux kernel and tshark.</summary>
public sealed class MembershipQueryTests
{
    [Theory]
    [InlineData(false, null, null, "01005e000001")]
    [InlineData(false, "10.0.0.1", "239.1.1.1", "01005e010101")]
    [InlineData(true, null, null, "333300000001")]
    [InlineData(true, "fe80::1", "ff05::7", "333300000007")]
    public void A_query_says_who_asks_for_what_and_how_often(bool isIpv6, string? from, string? group, string mac)
    {
        MembershipQuery query = new(isIpv6, from is null ? null : Address(from), group is null ? null : Address(group), [], 1000, 125);
        Assert.Equal(Convert.ToInt64(mac, 16), (long)query.Destination);
        MembershipMessage read = MembershipMessage.Read(Sent(query, out _));
        Assert.Equal((MembershipKind.Query, isIpv6, 1000, 2, 125), (read.Kind, read.IsIpv6, read.ResponseMilliseconds, read.Robustness, read.IntervalSeconds));
        Assert.Equal(group is null, read.IsGeneral);
        Assert.Equal(from is null ? Address(isIpv6 ? "fe80::ffff:ffff:ffff:ffff" : "0.0.0.0") : Address(from), read.Source);
    }

    [Fact]
    public void A_query_for_sources_lists_them()
    {
        MembershipQuery query = new(false, null, Address("239.1.1.1"), [Address("10.0.0.5"), Address("10.0.0.6")], 1000, 125);
        byte[] frame = Sent(query, out int length);
        Assert.Equal(MembershipKind.Query, MembershipMessage.Read(frame).Kind);
        Assert.Equal([0, 2, 10, 0, 0, 5, 10, 0, 0, 6], frame[(14 + length - 10)..(14 + length)]);
    }

    [Fact]
    public void One_hop_and_a_router_alert()
    {
        byte[] igmp = Sent(new MembershipQuery(false, null, null, [], 1000, 125), out _);
        Assert.Equal((1, 0x94), (igmp[14 + 8], igmp[14 + 20]));
        byte[] mld = Sent(new MembershipQuery(true, null, null, [], 1000, 125), out _);
        Assert.Equal((1, 5), (mld[14 + 7], mld[14 + 42]));
    }

    [Fact]
    public void Reports_for_guests_say_all_that_they_listen_to_in_as_many_packets_as_it_takes()
    {
        GroupTimes times = GroupTimes.Of(125);
        List<GroupMembership> memberships = [];
        for (int i = 0; i < 300; i++)
        {
            GroupMembership one = new(Address("239.1.1.0") + (uint)i, 0);
            one.Apply(GroupRecordType.ToExclude, i % 2 == 0 ? [] : [Address("10.0.0.5")], 0, in times, true, out _);
            memberships.Add(one);
        }

        ReadOnlySpan<GroupMembership> left = memberships.ToArray();
        HashSet<UInt128> told = [];
        byte[] packet = new byte[MembershipReport.MostBytes];
        int packets = 0;
        while (!left.IsEmpty)
        {
            int length = MembershipReport.Write(packet, false, ref left);
            packets++;
            MembershipMessage message = MembershipMessage.Read(GroupPackets.Frame(7, (MembershipReport.Destination(false), MembershipReport.EtherType(false), packet[..length])));
            Assert.Equal(MembershipKind.Records, message.Kind);
            Assert.True(message.IsFromNobody);
            GroupRecords records = message.Records;
            while (records.TryNext(out GroupRecord record))
            {
                Assert.Equal(GroupRecordType.IsExclude, record.Type);
                Assert.True(told.Add(record.Group));
            }
        }

        Assert.Equal(300, told.Count);
        Assert.InRange(packets, 2, 4);
    }

    [Fact]
    public void Reports_of_MLD_likewise()
    {
        GroupTimes times = GroupTimes.Of(125);
        GroupMembership one = new(Address("ff05::7"), 0);
        one.Apply(GroupRecordType.ToInclude, [Address("2001:db8::1")], 0, in times, true, out _);
        ReadOnlySpan<GroupMembership> left = new[] { one };
        byte[] packet = new byte[MembershipReport.MostBytes];
        int length = MembershipReport.Write(packet, true, ref left);
        MembershipMessage message = MembershipMessage.Read(GroupPackets.Frame(7, (MembershipReport.Destination(true), MembershipReport.EtherType(true), packet[..length])));
        Assert.Equal(MembershipKind.Records, message.Kind);
        GroupRecords records = message.Records;
        Assert.True(records.TryNext(out GroupRecord record));
        Assert.Equal((GroupRecordType.IsInclude, Address("ff05::7"), 1, Address("2001:db8::1")), (record.Type, record.Group, record.SourceCount, record.Source(0)));
    }

    private static byte[] Sent(MembershipQuery query, out int length)
    {
        byte[] packet = new byte[MembershipQuery.MostBytes];
        length = query.Write(packet);
        byte[] frame = GroupPackets.Frame(7, (query.Destination, query.EtherType, packet[..length]));
        Assert.Equal(query.EtherType, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)));
        return frame;
    }
}
