using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Sharing;

namespace Musubi.Switch.Tests.Forwarding.Sharing;

/// <summary>What holds for any tree of classes and any traffic.</summary>
public sealed class IoControlPropertyTests
{
    private const long Mega = Tree.Mega;
    private const double WireOfFrame = (SharedBed.FrameBytes + 24.0) / SharedBed.FrameBytes;

    /// <summary>Of any frame of these tests on the wire, with its segments' headers.</summary>
    private const double LargestFrame = 70_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Ports_that_always_send_get_what_shares_reservations_and_limits_give_them(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 8; i++)
        {
            IoSchedule schedule = AnyTree(random).Build();
            Dictionary<IoClassId, double> expected = FluidModel.RatesOf(schedule, WireOfFrame);
            using SharedBed bed = new(schedule);
            int[] ports = [.. Enumerable.Range(1, schedule.Classes.Count(one => one.Id.Kind == IoClassKind.Port))];
            Action offer = () => Array.ForEach(ports, port => bed.Send(port, 9));
            bed.Run(300, 1, offer);
            Dictionary<int, long> sent = bed.Run(2000, 1, offer);

            foreach (int port in ports)
            {
                double rate = sent.GetValueOrDefault(port) * WireOfFrame * 8 / 2;
                double wanted = expected[new IoClassId(IoClassKind.Port, 999 + port)];
                Assert.True(Math.Abs(rate - wanted) <= (0.02 * wanted) + (0.3 * Mega), $"seed {seed}, tree {i}, port {port}: {rate / Mega:f2} Mbit/s, not {wanted / Mega:f2}");
            }
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void Whatever_comes_nothing_is_lost_untold_overtakes_waits_without_need_or_exceeds_the_capacity(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 10; i++)
        {
            using SharedBed bed = new(AnyTree(random).Build());
            int ports = bed.Port.Schedule!.Classes.Count(one => one.Id.Kind == IoClassKind.Port);
            int offered = 0;
            for (int step = 0; step < 400; step++)
            {
                offered += Step(bed, random, ports);
                if (random.Next(60) == 0)
                {
                    bed.Port.Schedule = AnyTree(random, ports).Build();
                }

                bed.Drain();
                Assert.Equal(offered, bed.Sent.Count + bed.Tally.IoControlFull + Held(bed));
                Assert.False(bed.Port.Arm(), $"seed {seed}, tree {i}: a frame waits that may go");
                bed.Port.Disarm();
                bed.Pass(random.NextDouble() * 5);
            }

            bed.Run(60_000, 5, () => { });
            Assert.Equal(offered, bed.Sent.Count + bed.Tally.IoControlFull);
            CheckOrder(bed.Sent);
            CheckRate(bed.Sent, 100 * Mega, one => Math.Max(one.Bytes, 60) + 24);
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void No_class_ever_gets_more_than_its_limit(int seed)
    {
        Random random = new(seed);
        for (int i = 0; i < 10; i++)
        {
            IoSchedule schedule = AnyTree(random).Build();
            using SharedBed bed = new(schedule);
            int ports = schedule.Classes.Count(one => one.Id.Kind == IoClassKind.Port);
            for (int step = 0; step < 400; step++)
            {
                Step(bed, random, ports);
                bed.Drain();
                bed.Pass(random.NextDouble() * 5);
            }

            foreach ((int index, IoClass one) in schedule.Classes.Index().Where(one => one.Item.LimitBitsPerSecond > 0))
            {
                CheckRate([.. bed.Sent.Where(sent => IsPartOf(schedule, LeafOf(schedule, sent.Origin), index))], one.LimitBitsPerSecond, sent => sent.Bytes);
            }
        }
    }

    /// <summary>Ports of all kinds, with reservations that an uplink of 100 Mbit/s can keep.</summary>
    private static Tree AnyTree(Random random, int? ports = null)
    {
        Tree tree = new Tree()
            .Type(TrafficType.VirtualMachine, Shares(random), 40 * Mega, random.Next(4) == 0 ? random.Next(40, 120) * Mega : 0)
            .Type(TrafficType.Vmotion, Shares(random), random.Next(20) * Mega, random.Next(3) == 0 ? random.Next(20, 60) * Mega : 0)
            .Type(TrafficType.Nfs, Shares(random), random.Next(15) * Mega)
            .Pool("gold", Shares(random))
            .Pool("thin", Shares(random), random.Next(10, 40) * Mega);
        TrafficType[] types = [TrafficType.VirtualMachine, TrafficType.VirtualMachine, TrafficType.VirtualMachine, TrafficType.Vmotion, TrafficType.Nfs];
        int count = ports ?? random.Next(2, 9);
        for (int i = 0; i < count; i++)
        {
            TrafficType type = types[random.Next(types.Length)];
            bool isVm = type == TrafficType.VirtualMachine;
            long reservation = isVm && random.Next(3) == 0 ? 40 * Mega / count : 0;
            long limit = random.Next(4) == 0 ? random.Next(5, 60) * Mega : 0;
            tree.Port(Shares(random), reservation, limit == 0 ? 0 : Math.Max(limit, reservation), isVm ? new[] { "", "", "gold", "thin" }[random.Next(4)] : "", type);
        }

        return tree;
    }

    private static uint Shares(Random random) => new uint[] { 5, 25, 50, 75, 100 }[random.Next(5)];

    private static int Step(SharedBed bed, Random random, int ports)
    {
        int offered = 0;
        for (int i = random.Next(4); i > 0; i--)
        {
            int frames = random.Next(1, 12);
            bool isOffload = random.Next(8) == 0;
            bed.Send(random.Next(ports + 1), frames, isOffload ? random.Next(3000, 60_000) : random.Next(40, 1515), isOffload ? random.Next(500, 1449) : 0);
            offered += frames;
        }

        return offered;
    }

    private static long Held(SharedBed bed) => bed.CountsOf(one => one.Id.Kind is IoClassKind.Port or IoClassKind.Own or IoClassKind.Others).HeldFrames;

    private static int LeafOf(IoSchedule schedule, int origin) => origin == 0
        ? 1
        : schedule.Classes.Index().First(one => one.Item.Id == new IoClassId(IoClassKind.Port, 999 + origin)).Index;

    private static bool IsPartOf(IoSchedule schedule, int leaf, int of)
    {
        int index = leaf;
        while (index >= 0 && index != of)
        {
            index = schedule.Classes[index].Parent;
        }

        return index == of;
    }

    private static void CheckOrder(List<SentRecord> sent)
    {
        foreach (IGrouping<int, SentRecord> sender in sent.GroupBy(one => one.Origin))
        {
            Assert.Equal(sender.Select(one => one.Number).Order(), sender.Select(one => one.Number));
        }
    }

    /// <summary>In no span of time did more pass than the rate, the 4 ms that a late worker makes up for, and one frame that began within.</summary>
    private static void CheckRate(List<SentRecord> sent, long bitsPerSecond, Func<SentRecord, double> size)
    {
        double depth = (0.0041 * bitsPerSecond / 8) + LargestFrame;
        (double credit, long at) = (depth, 0);
        foreach (SentRecord one in sent)
        {
            credit = Math.Min(depth, credit + ((double)(one.At - at) / Stopwatch.Frequency * bitsPerSecond / 8)) - size(one);
            at = one.At;
            Assert.True(credit >= 0, $"{-credit:f0} bytes too many at {SharedBed.Milliseconds(one.At)} ms");
        }
    }
}
