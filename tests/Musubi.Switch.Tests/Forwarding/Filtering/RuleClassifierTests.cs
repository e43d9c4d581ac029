using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Tests.Forwarding.Property;
using Musubi.Switch.Tests.Forwarding.Testbed;
using ParseStage = Musubi.Switch.Forwarding.Parse;

namespace Musubi.Switch.Tests.Forwarding.Filtering;

/// <summary>A compiled set and a look at one rule after the other find the same rule.</summary>
public sealed class RuleClassifierTests(ITestOutputHelper output) : IDisposable
{
    private readonly FrameArena _arena = new(FrameBatch.Capacity);
    private readonly FrameColumns _columns = new();

    [Theory]
    [InlineData(1, 400)]
    [InlineData(10, 300)]
    [InlineData(64, 40)]
    [InlineData(65, 40)]
    [InlineData(300, 12)]
    [InlineData(1024, 6)]
    public void Any_set_finds_what_its_rules_say_in_order(int rules, int sets)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        RuleGenerator generator = new(random);
        int met = 0;
        for (int set = 0; set < sets; set++)
        {
            RuleMatch[] matches = [.. Enumerable.Range(0, rules).Select(_ => generator.NextMatch(random.Next(2, 6)))];
            RuleClassifier classifier = Compile(matches);
            TestFrame[] frames = [.. Enumerable.Range(0, FrameBatch.Capacity).Select(_ => NextFrame(random, generator))];
            FrameBatch batch = Fill(frames);
            TrafficType? traffic = (TrafficType?)random.Next(0, 4) is { } type and not TrafficType.Unspecified ? type : null;
            for (int i = 0; i < frames.Length; i++)
            {
                ReferenceFrame frame = ReferenceFrame.Read(frames[i], out _)!;
                if (!classifier.IsUnreadable(in batch.Inspected.Fields[i]))
                {
                    int expected = ReferenceRules.First(matches, frame, frame.Vlan, traffic);
                    Assert.True(expected == classifier.Find(in batch, i, in batch.Inspected.Fields[i], (int)(traffic ?? 0)).Rule, $"seed {seed}, set {set}, {frames[i]}: {expected}");
                    met += expected >= 0 ? 1 : 0;
                }
            }
        }

        output.WriteLine($"{met} of {sets * FrameBatch.Capacity} met a rule");
        Assert.InRange(met, 1, sets * FrameBatch.Capacity);
    }

    [Fact]
    public void The_last_rule_of_the_largest_set_is_found()
    {
        RuleMatch[] matches = [.. Enumerable.Range(0, 1024).Select(i => new RuleMatch { Protocol = Range(17, 17), DestinationPort = Range((uint)i * 10, (uint)(i * 10) + 9) })];
        RuleClassifier classifier = Compile(matches);
        foreach (int port in (int[])[0, 9, 10, 5_055, 10_239, 10_240])
        {
            FrameBatch batch = Fill([new Packet { DestinationPort = (ushort)port }.Frame]);
            Assert.Equal(port < 10_240 ? port / 10 : -1, classifier.Find(in batch, 0, in batch.Inspected.Fields[0], 0).Rule);
        }
    }

    [Fact]
    public void A_rule_without_questions_is_met_by_everything()
    {
        RuleClassifier classifier = Compile([new RuleMatch()]);
        FrameBatch batch = Fill([Frames.Make(Frames.Outside, Frames.Outside, payload: 0)]);
        Assert.False(classifier.ReadsPackets);
        Assert.Equal(0, classifier.Find(in batch, 0, in batch.Inspected.Fields[0], 0).Rule);
    }

    [Fact]
    public void A_mask_that_is_no_prefix_is_looked_at_when_nothing_else_is_asked()
    {
        RuleClassifier classifier = Compile([new RuleMatch { SourceMac = new MacPattern { Mask = 0x0200_0000_0001, Address = 0x0200_0000_0001 } }]);
        Fill([Frames.Make(Frames.Outside, 0x0600_0000_0003), Frames.Make(Frames.Outside, 0x0600_0000_0002)]);
        Assert.Equal([0, -1], new[] { 0, 1 }.Select(i => (int)classifier.Find(new FrameBatch(_columns, 2), i, in _columns.Inspected.Fields[i], 0).Rule));
    }

    [Fact]
    public void Garbage_is_judged_without_a_fault()
    {
        Random random = new(20_261_202);
        RuleGenerator generator = new(random);
        RuleClassifier[] classifiers = [.. Enumerable.Range(0, 20).Select(_ => Compile([.. Enumerable.Range(0, 100).Select(_ => generator.NextMatch())]))];
        int judged = 0;
        for (int round = 0; round < 300; round++)
        {
            TestFrame[] frames = [.. Enumerable.Range(0, FrameBatch.Capacity).Select(_ => Garbage(random))];
            FrameBatch batch = Fill(frames);
            foreach (RuleClassifier classifier in classifiers)
            {
                for (int i = 0; i < frames.Length; i++)
                {
                    judged += classifier.Find(in batch, i, in batch.Inspected.Fields[i], random.Next(12)).Rule is >= -1 and < 100 ? 1 : 0;
                }
            }
        }

        Assert.Equal(300 * FrameBatch.Capacity * classifiers.Length, judged);
    }

    public void Dispose() => _arena.Dispose();

    private static RuleClassifier Compile(RuleMatch[] matches) =>
        new(new RuleTables([.. matches.Index().Select(match => (match.Index, new Rule { Name = $"{match.Index}", Ingress = true, Action = RuleAction.Allow, Match = match.Item }))]));

    private static NumberRange Range(uint first, uint last) => new() { First = first, Last = last };

    private static TestFrame NextFrame(Random random, RuleGenerator generator)
    {
        (int type, byte[] packet) = generator.NextPacket();
        ulong[] macs = [MacPool.Configured(1, random.Next(4)), MacPool.Broadcast, MacPool.Groups[0], MacPool.Outside[0]];
        int[] tags = random.Next(2) == 0 ? [] : [(random.Next(8) << 13) | (random.Next(5) * 10)];
        TestFrame frame = Frames.Make(macs[random.Next(4)], macs[random.Next(4)], tags, packet.Length);
        (frame.Bytes[12 + (4 * tags.Length)], frame.Bytes[13 + (4 * tags.Length)]) = ((byte)(type >> 8), (byte)type);
        packet.CopyTo(frame.Bytes, 14 + (4 * tags.Length));
        return frame;
    }

    private static TestFrame Garbage(Random random)
    {
        byte[] bytes = new byte[random.Next(14, 200)];
        random.NextBytes(bytes);
        (bytes[12], bytes[13]) = random.Next(4) switch { 0 => ((byte)8, (byte)0), 1 => ((byte)0x86, (byte)0xdd), 2 => ((byte)8, (byte)6), _ => ((byte)0, bytes[13]) };
        bytes[14 % bytes.Length] = random.Next(2) == 0 ? (byte)0x45 : (byte)0x60;
        return new TestFrame(bytes);
    }

    private FrameBatch Fill(TestFrame[] frames)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i].Bytes.CopyTo(_arena.Buffer(i));
            _columns.Frames[i] = new ReceivedFrame { Data = _arena.Slice(i, 0, frames[i].Bytes.Length) };
        }

        _columns.Inspected.Clear();
        FrameBatch batch = new(_columns, frames.Length);
        ParseStage.Run(in batch);
        Inspect.Run(in batch);
        return batch;
    }
}
