using Musubi.Lab.Checks;

namespace Musubi.SystemTests.Failover;

/// <summary>Uplinks that fail and come back, while nobody but the data plane is there.</summary>
[Collection(FailoverLabCollection.Name)]
public sealed class FailoverTests(FailoverLabFixture lab, ITestOutputHelper output)
{
    [Fact]
    public Task Dead_paths_and_cut_links_are_left_and_coming_back_costs_no_frame_with_agents_and_controller_dead() =>
        CheckAssert.HoldsAsync(new FailoverCheck(lab.Fabric), output);

    [Fact]
    public async Task Beacons_over_two_uplinks_are_warned_of_and_set()
    {
        string[] words = ["portgroup", "set", "web", "--active", "Uplink 1,Uplink 2", "--standby", "inherit", "--failure-detection", "beacon"];
        Lab.Processes.CommandResult result = await lab.Fabric.Controller.TryAsync([.. words, "--dry-run"]);
        Assert.True(result.Succeeded, result.Said);
        Assert.Contains("warning: policy.teaming.failureDetection: cannot tell with two uplinks", result.Error, StringComparison.Ordinal);
    }
}
