using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Property;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding;

public sealed class SharedPlanTests
{
    private const int Rounds = 200;

    [Fact]
    public void Workers_with_pipelines_of_their_own_forward_by_one_plan_at_once()
    {
        Scenario scenario = new ScenarioGenerator(new Random(11)).Next();
        PortInput[] inputs = [.. scenario.Plan.Ports.Select(_ => new PortInput { Running = true, LinkUp = true })];
        ForwardingPlan plan = PlanCompiler.Compile(scenario.Plan, inputs);
        long[] once = Forward(plan, scenario, 1);
        Assert.True(once.Sum() > 0);

        long[][] results = new long[3][];
        Thread[] workers = [.. Enumerable.Range(0, results.Length).Select(i => new Thread(() => results[i] = Forward(plan, scenario, Rounds)))];
        Array.ForEach(workers, worker => worker.Start());
        Array.ForEach(workers, worker => worker.Join());
        Assert.All(results, result => Assert.Equal(once.Select(count => count * Rounds), result));
    }

    /// <summary>One worker's life: its own scratch, buffers and counters, which it returns.</summary>
    private static long[] Forward(ForwardingPlan plan, Scenario scenario, int rounds)
    {
        int count = scenario.Plan.Ports.Count;
        using FrameArena arena = new(FrameBatch.Capacity);
        using CounterMemory counters = new(count);
        CounterBlock[] blocks = [.. Enumerable.Range(0, count).Select(i => counters[i])];
        FramePort[] ports = [.. Enumerable.Range(0, count).Select(_ => new SilentPort())];
        using PuntSink punts = new();
        Pipeline pipeline = new(count, punts);
        for (int round = 0; round < rounds; round++)
        {
            foreach (Burst burst in scenario.Steps.OfType<Burst>())
            {
                TestFrame[] frames = [.. burst.Frames.Take(FrameBatch.Capacity)];
                Reception.Fill(pipeline, arena, frames);
                pipeline.Run(plan, burst.Source, frames.Length, ports, blocks);
            }
        }

        return [.. blocks.SelectMany(block => Enumerable.Range(0, CounterLayout.Count).Select(counter => block[counter]))];
    }
}
