using System.Net;
using Musubi.Switch.Control.Multicast;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Multicast;

public sealed class MembershipMessageTests
{
    private const ulong Mac = 0x0200_0000_0007;

    [Theory]
    [InlineData("v1report/239.1.1.1", 1)]
    [InlineData("report/239.1.1.1", 2)]
    public void Reports_of_old_versions_name_a_group(string words, int version)
    {
        MembershipMessage message = MembershipMessage.Read(Igmp(words));
        Assert.Equal((MembershipKind.Report, version, Address("239.1.1.1"), Address("10.0.0.7"), Mac), (message.Kind, message.Version, message.Group, message.Source, message.Mac));
        Assert.False(message.IsIpv6);
    }

    [Fact]
    public void Reports_and_their_ends_of_MLD_name_a_group()
    {
        MembershipMessage report = MembershipMessage.Read(Mld("report/ff05::7"));
        Assert.Equal((MembershipKind.Report, 2, Address("ff05::7"), true), (report.Kind, report.Version, report.Group, report.IsIpv6));
        MembershipMessage done = MembershipMessage.Read(Mld("done/ff05::7"));
        Assert.Equal((MembershipKind.Leave, Address("ff05::7")), (done.Kind, done.Group));
        Assert.Equal(MembershipKind.Leave, MembershipMessage.Read(Igmp("leave/239.1.1.1")).Kind);
    }

    [Theory]
    [InlineData("query", "0.0.0.0", 10_000, 2, 125)]
    [InlineData("query/239.1.1.1", "239.1.1.1", 10_000, 2, 125)]
    [InlineData("v2query", "0.0.0.0", 10_000, 0, 0)]
    [InlineData("v1query", "0.0.0.0", 10_000, 0, 0)]
    public void Queries_tell_what_they_ask_and_the_querier_s_times(string words, string group, int response, int robustness, int interval)
    {
        MembershipMessage message = MembershipMessage.Read(Igmp(words));
        Assert.Equal((MembershipKind.Query, Address(group), response, robustness, interval),
            (message.Kind, message.Group, message.ResponseMilliseconds, message.Robustness, message.IntervalSeconds));
        Assert.Equal(group == "0.0.0.0", message.IsGeneral);
        Assert.False(message.IsFromNobody);
        Assert.True(MembershipMessage.Read(Igmp(words, "0.0.0.0")).IsFromNobody);
    }

    [Fact]
    public void Queries_of_MLD_likewise()
    {
        MembershipMessage message = MembershipMessage.Read(Mld("query"));
        Assert.Equal((MembershipKind.Query, true, 10_000, 2, 125), (message.Kind, message.IsGeneral, message.ResponseMilliseconds, message.Robustness, message.IntervalSeconds));
        Assert.Equal((MembershipKind.Query, 10_000, 0), (MembershipMessage.Read(Mld("v1query")).Kind, MembershipMessage.Read(Mld("v1query")).ResponseMilliseconds, MembershipMessage.Read(Mld("v1query")).Robustness));
    }

    [Fact]
    public void Records_name_groups_and_sources()
    {
        MembershipMessage message = MembershipMessage.Read(Igmp("v3/to_ex/239.1.1.1/10.0.0.5,10.0.0.6+is_in/239.1.1.2/10.0.0.7+to_in/239.1.1.3"));
        Assert.Equal(MembershipKind.Records, message.Kind);
        GroupRecords records = message.Records;
        List<string> read = [];
        while (records.TryNext(out GroupRecord record))
        {
            string sources = "";
            for (int i = 0; i < record.SourceCount; i++)
            {
                sources += $" {GroupAddresses.Low(record.Source(i)) & 0xff}";
            }

            read.Add($"{record.Type} {GroupAddresses.Low(record.Group) & 0xff}{sources}");
        }

        Assert.Equal(["ToExclude 1 5 6", "IsInclude 2 7", "ToInclude 3"], read);
        Assert.Equal(MembershipKind.Records, MembershipMessage.Read(Mld("v3/is_ex/ff05::7/2001:db8::1")).Kind);
    }

    [Fact]
    public void Routers_are_known_by_their_hellos_and_advertisements()
    {
        foreach (byte[] frame in new[] { Igmp("router"), Mld("router"), GroupPackets.Frame(Mac, GroupPackets.PimHello("10.0.0.7")), GroupPackets.Frame(Mac, GroupPackets.PimHello("fe80::7")) })
        {
            Assert.Equal(MembershipKind.Router, MembershipMessage.Read(frame).Kind);
        }
    }

    [Fact]
    public void What_is_broken_anywhere_is_malformed_as_a_whole()
    {
        foreach (byte[] frame in new[] { Igmp("report/239.1.1.1"), Igmp("query"), Igmp("v3/to_ex/239.1.1.1/10.0.0.5"), Mld("report/ff05::7"), Mld("query"), Mld("v3/is_ex/ff05::7/2001:db8::1") })
        {
            // Each bit of the addresses and the message counts: a flipped one breaks a checksum.
            for (int at = 14 + 12; at < frame.Length; at++)
            {
                if (frame[14] >> 4 == 6 && at is >= 14 + 42 and < 14 + 48)
                {
                    continue; // No checksum is over the router alert, and nothing depends on it.
                }

                byte[] broken = [.. frame];
                broken[at] ^= 0x10;
                MembershipKind kind = MembershipMessage.Read(broken).Kind;
                bool isPadding = at >= 14 + LengthOf(frame);
                Assert.True(isPadding ? kind == MembershipMessage.Read(frame).Kind : kind is MembershipKind.Malformed or MembershipKind.None, $"byte {at}: {kind}");
            }

            for (int length = 0; length < 14 + LengthOf(frame); length++)
            {
                Assert.True(MembershipMessage.Read(frame.AsSpan(0, length)).Kind is MembershipKind.Malformed or MembershipKind.None);
            }
        }
    }

    [Theory]
    [InlineData("report/10.0.0.1")]
    [InlineData("leave/10.0.0.1")]
    [InlineData("query/10.0.0.1")]
    [InlineData("v3/to_ex/10.0.0.1")]
    public void A_group_must_be_one(string words) => Assert.Equal(MembershipKind.Malformed, MembershipMessage.Read(Igmp(words)).Kind);

    [Fact]
    public void MLD_is_heeded_from_this_link_only()
    {
        Assert.Equal(MembershipKind.Malformed, MembershipMessage.Read(Mld("report/ff05::7", "2001:db8::1")).Kind);
        Assert.Equal(MembershipKind.Malformed, MembershipMessage.Read(Mld("query", "::")).Kind);
        Assert.Equal(MembershipKind.Report, MembershipMessage.Read(Mld("report/ff05::7", "::")).Kind);
        byte[] routed = Mld("report/ff05::7");
        routed[14 + 7] = 2;
        Assert.Equal(MembershipKind.Malformed, MembershipMessage.Read(routed).Kind);
    }

    [Fact]
    public void Garbage_is_read_without_harm()
    {
        Random random = new(7);
        byte[][] seeds = [Igmp("v3/to_ex/239.1.1.1/10.0.0.5,10.0.0.6+is_in/239.1.1.2/10.0.0.7"), Igmp("query"), Mld("v3/is_ex/ff05::7/2001:db8::1"), Mld("query"), GroupPackets.Frame(Mac, GroupPackets.PimHello("10.0.0.7"))];
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] frame = [.. seeds[random.Next(seeds.Length)].Take(random.Next(10, 120))];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
            }

            MembershipMessage message = MembershipMessage.Read(frame);
            GroupRecords records = message.Records;
            while (records.TryNext(out GroupRecord record))
            {
                for (int source = 0; source < record.SourceCount; source++)
                {
                    _ = record.Source(source);
                }
            }

            _ = GroupPacket.Classify(0x0100_5e01_0101, (ushort)((frame.Length > 13 ? frame[12] << 8 : 0) | (frame.Length > 13 ? frame[13] : 0)), frame.AsSpan(Math.Min(14, frame.Length)), out _, out _);
            read += message.Kind > MembershipKind.Malformed ? 1 : 0;
        }

        Assert.InRange(read, 1000, 199_000);
    }

    internal static UInt128 Address(string text)
    {
        byte[] bytes = IPAddress.Parse(text).GetAddressBytes();
        return bytes.Length == 4 ? GroupAddresses.ReadIpv4(bytes) : GroupAddresses.ReadIpv6(bytes);
    }

    private static byte[] Igmp(string words, string from = "10.0.0.7") => GroupPackets.Frame(Mac, GroupPackets.Igmp(words, from));

    private static byte[] Mld(string words, string from = "fe80::7") => GroupPackets.Frame(Mac, GroupPackets.Mld(words, from));

    private static int LengthOf(byte[] frame) => frame[14] >> 4 == 4 ? (frame[16] << 8) | frame[17] : 40 + ((frame[18] << 8) | frame[19]);
}
