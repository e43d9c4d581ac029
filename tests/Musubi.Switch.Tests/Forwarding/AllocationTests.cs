using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Property;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding;

public sealed class AllocationTests
{
    private const PuntKinds EveryKind = PuntKinds.SlowProtocol | PuntKinds.Lldp | PuntKinds.Cdp | PuntKinds.Beacon;

    /// <summary>Every kind of frame and port that the property knows goes through, so that no path is left out.</summary>
    [Fact]
    public void Forwarding_allocates_nothing()
    {
        using FrameArena arena = new(FrameBatch.Capacity);
        ScenarioGenerator generator = new(new Random(5));
        for (int i = 0; i < 20; i++)
        {
            Scenario scenario = generator.Next();
            Burst[] bursts = [.. scenario.Steps.OfType<Burst>()];
            // Once before: what runs for the first time may load types and compile.
            AllocatedBy(scenario, bursts, arena);
            Assert.Equal(0, AllocatedBy(scenario, bursts, arena));
        }
    }

    private static LagInput? InUse(SwitchPlan plan, int port) =>
        plan.Switches.SelectMany(owner => owner.Lags).FirstOrDefault(lag => lag.Members.Any(member => member.PortId == plan.Ports[port].Id)) is { } lag
            ? new LagInput(lag.Id, Collects: true, Distributes: true, UpFor: null)
            : null;

    private static long AllocatedBy(Scenario scenario, Burst[] bursts, FrameArena arena)
    {
        SwitchPlan plan = scenario.Plan;
        using CounterMemory counters = new(plan.Ports.Count);
        CounterBlock[] blocks = [.. Enumerable.Range(0, plan.Ports.Count).Select(i => counters[i])];
        FramePort[] ports = [.. plan.Ports.Select(_ => new SilentPort())];
        MacLearner learner = new(() => 1);
        using PuntSink punts = new();
        Pipeline pipeline = new(plan.Ports.Count, punts);
        RuleDesk rules = new([pipeline.RuleHits], released => released());
        rules.Follow(plan);
        ForwardingPlan compiled = PlanCompiler.Compile(plan, [.. plan.Ports.Select((port, i) => new PortInput { Running = true, LinkUp = true, Learner = new LearningPort(learner.Macs, i, 2, 300), Guard = GuardKit.Of(port), Rules = rules.RulesOf(port, null), Listens = EveryKind, HeedsGuestGroups = true, Lag = InUse(plan, i) })]);
        compiled.Groups.Table = GivenGroups.Build(compiled, scenario.Steps.OfType<GroupsChange>().First().Facts, port => plan.Ports[port].Vnic is { Mute: false });
        learner.Follow(compiled);
        long allocated = 0;
        foreach (Burst burst in bursts)
        {
            TestFrame[] frames = [.. burst.Frames.Take(FrameBatch.Capacity)];
            for (int round = 0; round < 20; round++)
            {
                Reception.Fill(pipeline, arena, frames);
                long before = GC.GetAllocatedBytesForCurrentThread();
                pipeline.Run(compiled, burst.Source, frames.Length, ports, blocks);
                long after = GC.GetAllocatedBytesForCurrentThread();
                allocated += after - before;
                learner.Read();
            }
        }

        Assert.True(Enumerable.Range(0, plan.Ports.Count).Sum(i => counters[i][CounterLayout.RxFrames]) >= 20 * bursts.Length);
        return allocated;
    }
}
