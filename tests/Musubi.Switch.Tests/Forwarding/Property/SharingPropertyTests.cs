using System.Globalization;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>I/O control under all that the property of forwarding knows: any plan, any frames, any shares, reservations and limits.</summary>
public sealed class SharingPropertyTests(ITestOutputHelper output)
{
    private const int Scenarios = 100;

    /// <summary>MUSUBI_SEED plays a run again.</summary>
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("MUSUBI_SEED"), CultureInfo.InvariantCulture, out int given)
        ? given
        : Random.Shared.Next();

    [Fact]
    public void What_goes_to_shared_uplinks_leaves_in_order_and_within_limits_or_is_counted_and_nobody_else_waits()
    {
        ScenarioGenerator generator = new(new Random(Seed));
        SharingGenerator sharing = new(new Random(Seed));
        (long left, long delayed, long dropped) = (0, 0, 0);
        for (int i = 0; i < Scenarios; i++)
        {
            Scenario scenario = generator.Next();
            sharing.Share(scenario.Plan);
            using SharingComparison comparison = new(scenario, new Random(i));
            string? difference = comparison.FindDifference();
            Assert.True(difference is null, $"seed {Seed}, scenario {i}: {difference}\n{scenario}");
            (left, delayed, dropped) = (left + comparison.Left, delayed + comparison.Delayed, dropped + comparison.Dropped);
        }

        output.WriteLine($"MUSUBI_SEED={Seed}: {left} frames left, {delayed} of them had to wait, {dropped} found no room");
        Assert.InRange(delayed, 100, left);
        Assert.True(dropped > 100, $"{dropped} frames were dropped");
    }
}
