using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>
/// The property: for every plan and every frame, pipeline and model agree on each delivery (port, bytes, tag, offload header), each
/// counter, each pinning and each effective MAC. Uses nothing of the test runner, so that it can be compiled together with a
/// pipeline that has a fault planted in it.
/// </summary>
public static class ForwardingProperty
{
    /// <param name="seed">Same seed, same scenarios.</param>
    /// <param name="scenarios">How many; a run ends at the first that fails.</param>
    /// <param name="shrinks">Whether the scenario that fails is made smaller, which takes a while.</param>
    public static PropertyReport Run(int seed, int scenarios, bool shrinks)
    {
        ScenarioGenerator generator = new(new Random(seed));
        Dictionary<DropReason, long> drops = Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None).ToDictionary(reason => reason, _ => 0L);
        long frames = 0;
        long deliveries = 0;
        for (int i = 0; i < scenarios; i++)
        {
            Scenario scenario = generator.Next();
            using Comparison comparison = new(scenario);
            if (comparison.FindDifference() is { } difference)
            {
                string failure = $"seed {seed}, scenario {i}: {(shrinks ? Shrink(scenario) : difference)}";
                return new PropertyReport(failure, frames, deliveries, drops);
            }

            frames += comparison.Frames;
            deliveries += comparison.Deliveries;
            foreach (DropReason reason in drops.Keys)
            {
                drops[reason] += comparison.Model.Ports.Sum(port => port.Counters[CounterLayout.Of(reason)]);
            }
        }

        return new PropertyReport(null, frames, deliveries, drops);
    }

    /// <summary>The failure alone, for callers that share no types with this assembly.</summary>
    public static string? FindFailure(int seed, int scenarios) => Run(seed, scenarios, shrinks: false).Failure;

    private static string Shrink(Scenario scenario)
    {
        Scenario smallest = Shrinking.Shrink(scenario, candidate => Difference(candidate) is not null);
        return $"{Difference(smallest)}\n{smallest}";
    }

    private static string? Difference(Scenario scenario)
    {
        using Comparison comparison = new(scenario);
        return comparison.FindDifference();
    }
}
