using System.Globalization;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

public sealed class ForwardingPropertyTests(ITestOutputHelper output)
{
    private const int Scenarios = 900;

    /// <summary>MUSUBI_SEED plays a run again.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("MUSUBI_SEED"), CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next();

    [Fact]
    public void Pipeline_and_model_agree_on_every_frame_and_every_drop_reason_is_reached_a_hundred_times()
    {
        PropertyReport report = ForwardingProperty.Run(Seed, Scenarios, shrinks: true);
        output.WriteLine($"MUSUBI_SEED={Seed}: {report.Frames} frames, {report.Deliveries} deliveries");
        output.WriteLine(string.Join('\n', report.Drops.Select(drop => $"{drop.Key} {drop.Value}")));
        Assert.True(report.Failure is null, report.Failure);
        Assert.DoesNotContain(report.Drops, drop => drop.Value < 100);
    }

    [Fact]
    public void The_smallest_failing_scenario_keeps_what_makes_it_fail()
    {
        Scenario scenario = new ScenarioGenerator(new Random(1)).Next();
        int bursts = scenario.Steps.OfType<Burst>().Count();
        Assert.True(bursts > 1);
        Burst culprit = scenario.Steps.OfType<Burst>().Last();
        Scenario smallest = Shrinking.Shrink(scenario, candidate => candidate.Steps.OfType<Burst>().Any(burst => burst.Frames.Contains(culprit.Frames[0])));
        Burst left = Assert.IsType<Burst>(Assert.Single(smallest.Steps));
        Assert.Same(culprit.Frames[0], Assert.Single(left.Frames));
    }
}
