using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Lags;

namespace Musubi.Switch.Tests.Forwarding.Lags;

/// <summary>What decides by which member a frame leaves, and what does not.</summary>
public sealed class LagHashingTests
{
    private const int Many = 400;

    public static TheoryData<LagHashFields, LagHashSides, bool, string> Hashes => new()
    {
        { LagHashFields.Mac, LagHashSides.Both, false, "destination source" },
        { LagHashFields.Mac, LagHashSides.Source, false, "source" },
        { LagHashFields.Mac, LagHashSides.Destination, true, "destination vlan" },
        { LagHashFields.Ip, LagHashSides.Both, false, "toAddress fromAddress" },
        { LagHashFields.Ip, LagHashSides.Source, false, "fromAddress" },
        { LagHashFields.Ip, LagHashSides.Destination, true, "toAddress vlan" },
        { LagHashFields.IpPort, LagHashSides.Both, true, "toAddress fromAddress toPort fromPort vlan" },
        { LagHashFields.IpPort, LagHashSides.Source, false, "fromAddress fromPort" },
        { LagHashFields.IpPort, LagHashSides.Destination, false, "toAddress toPort" },
    };

    [Theory]
    [MemberData(nameof(Hashes))]
    public void Exactly_what_it_says_decides(LagHashFields fields, LagHashSides sides, bool vlan, string deciding)
    {
        LagFields chosen = PlanLag.FieldsOf(new LagHash { Fields = fields, Sides = sides, Vlan = vlan });
        foreach (string one in (string[])["destination", "source", "toAddress", "fromAddress", "toPort", "fromPort", "vlan"])
        {
            foreach (bool v6 in (ReadOnlySpan<bool>)[false, true])
            {
                int buckets = Enumerable.Range(0, Many).Select(i => Bucket(chosen, one, i, v6)).Distinct().Count();
                Assert.True(deciding.Split(' ').Contains(one) ? buckets > 100 : buckets == 1, $"{one} leads to {buckets} buckets");
            }
        }
    }

    [Fact]
    public void Fragments_of_one_datagram_stay_together()
    {
        LagFields fields = PlanLag.FieldsOf(new LagHash { Fields = LagHashFields.IpPort, Sides = LagHashSides.Both });
        foreach (ushort fragment in (ReadOnlySpan<ushort>)[0x2000, 0x0001, 0x3fff])
        {
            Assert.Single(Enumerable.Range(0, Many).Select(i =>
            {
                byte[] payload = Ip(false, 1, 2, (ushort)i, 9);
                BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(6), fragment);
                return LagHashing.BucketOf(fields, 1, 2, 0x0800, 0, payload);
            }).Distinct());
        }
    }

    [Fact]
    public void What_is_not_IP_is_spread_by_its_MACs()
    {
        LagFields fields = PlanLag.FieldsOf(new LagHash { Fields = LagHashFields.IpPort, Sides = LagHashSides.Source });
        byte[] payload = Ip(false, 1, 2, 3, 4);
        Assert.True(Enumerable.Range(0, Many).Select(i => LagHashing.BucketOf(fields, 1, (ulong)i, 0x0806, 0, payload)).Distinct().Count() > 100);
        Assert.Single(Enumerable.Range(0, Many).Select(i => LagHashing.BucketOf(fields, (ulong)i, 1, 0x0806, 0, payload)).Distinct());
    }

    [Fact]
    public void Any_bytes_lead_to_a_bucket()
    {
        Random random = new(5);
        for (int i = 0; i < 100_000; i++)
        {
            byte[] payload = new byte[random.Next(70)];
            random.NextBytes(payload);
            int bucket = LagHashing.BucketOf((LagFields)random.Next(128), 1, 2, random.Next(2) == 0 ? 0x0800 : 0x86dd, 5, payload);
            Assert.InRange(bucket, 0, FlowHash.Buckets - 1);
        }
    }

    [Fact]
    public void Members_have_the_same_number_of_buckets_and_only_those_of_one_that_left_move()
    {
        for (int members = 1; members <= 24; members++)
        {
            bool[] inUse = [.. Enumerable.Repeat(true, members)];
            int[] before = Table(inUse);
            int[] sizes = [.. before.GroupBy(member => member).Select(group => group.Count())];
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
            Random random = new(members);
            for (int i = 0; i < 20; i++)
            {
                int changed = random.Next(members);
                inUse[changed] = !inUse[changed];
                int[] after = Table(inUse);
                Assert.All(after.Zip(before), pair => Assert.True(pair.First == pair.Second || pair.First == changed || pair.Second == changed));
                Assert.All(after, member => Assert.True(inUse.Contains(true) ? inUse[member] : member == -1));
                before = after;
            }
        }
    }

    private static int[] Table(bool[] inUse) => [.. Enumerable.Range(0, FlowHash.Buckets).Select(bucket => LagTables.MemberOf(bucket, inUse))];

    private static int Bucket(LagFields fields, string varied, int value, bool v6)
    {
        int Of(string one, int otherwise) => one == varied ? value : otherwise;
        byte[] payload = Ip(v6, Of("fromAddress", 7), Of("toAddress", 8), (ushort)Of("fromPort", 9), (ushort)Of("toPort", 10));
        return LagHashing.BucketOf(fields, (ulong)Of("destination", 11), (ulong)Of("source", 12), v6 ? 0x86dd : 0x0800, Of("vlan", 13), payload);
    }

    private static byte[] Ip(bool v6, int from, int to, ushort fromPort, ushort toPort)
    {
        byte[] payload = new byte[v6 ? 60 : 40];
        int ports = v6 ? 40 : 20;
        payload[0] = (byte)(v6 ? 0x60 : 0x45);
        payload[v6 ? 6 : 9] = 6;
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(v6 ? 20 : 12), from);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(v6 ? 36 : 16), to);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(ports), fromPort);
        BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(ports + 2), toPort);
        return payload;
    }
}
