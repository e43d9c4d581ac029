namespace Musubi.Controller.Tests.Fabric;

public sealed class FabricSimulationTests
{
    [Theory]
    [InlineData(20260101)]
    [InlineData(7)]
    public async Task Two_hundred_hosts_converge_and_no_acknowledged_write_is_lost(int seed)
    {
        FabricSimulation simulation = await FabricSimulation.MakeAsync(hosts: 200, seed);
        await simulation.RunAsync(steps: 6_000);
        await simulation.HealAsync();

        simulation.RequireAcknowledgedWrites();
        simulation.RequireConvergence();

        // That all of it happened, and the checks above were not idle.
        Assert.True(simulation.Acknowledged > 500, $"{simulation.Acknowledged} writes were acknowledged");
        Assert.True(simulation.Refused > 10, $"{simulation.Refused} writes were refused");
        Assert.True(simulation.Store.Lost > 10, $"{simulation.Store.Lost} answers were lost");
        Assert.True(simulation.Restarts > 3, $"{simulation.Restarts} restarts");
        Assert.True(simulation.Checked > 100, $"{simulation.Checked} claims of the controller were checked");
        Assert.True(simulation.Hosts.Sum(host => host.Deltas) > 100);
    }
}
