using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent;
using Musubi.Model.Services;

namespace Musubi.Host.Tests.Agent;

/// <summary>How busy the data plane's workers are, from what it counts of them.</summary>
public sealed class WorkerLoadsTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Load_is_of_the_time_between_two_looks_a_second_apart_at_least()
    {
        WorkerLoads loads = new(_clock);
        loads.Note([Worker(1, 5_000, 100), Worker(0, 9_000, 700)]);
        Assert.Empty(loads.Current);
        _clock.Advance(TimeSpan.FromSeconds(2));
        loads.Note([Worker(1, 5_000, 100), Worker(0, 10_000, 1_700)]);
        Assert.Equal([new WorkerLoad(0, 50, 500), new WorkerLoad(1, 0, 0)], loads.Current);

        _clock.Advance(TimeSpan.FromSeconds(0.9));
        loads.Note([Worker(1, 5_900, 100), Worker(0, 10_000, 1_700)]);
        Assert.Equal(50, loads.Current[0].BusyPercent);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        loads.Note([Worker(1, 6_000, 101), Worker(0, 10_000, 1_700)]);
        Assert.Equal([new WorkerLoad(0, 0, 0), new WorkerLoad(1, 100, 1)], loads.Current);
    }

    [Fact]
    public void A_data_plane_that_began_anew_is_not_measured_by_what_another_counted()
    {
        WorkerLoads loads = new(_clock);
        loads.Note([Worker(0, 9_000, 700)]);
        _clock.Advance(TimeSpan.FromSeconds(2));
        loads.Note([Worker(0, 100, 7)]);
        Assert.Empty(loads.Current);
        _clock.Advance(TimeSpan.FromSeconds(2));
        loads.Note([Worker(0, 300, 27)]);
        Assert.Equal([new WorkerLoad(0, 10, 10)], loads.Current);
        loads.Clear();
        Assert.Empty(loads.Current);
    }

    private static WorkerStatus Worker(uint index, ulong busyMilliseconds, ulong frames) =>
        new() { Index = index, BusyNanoseconds = busyMilliseconds * 1_000_000, Frames = frames };
}
