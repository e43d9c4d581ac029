using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 5.</summary>
internal sealed class AgentsDeadCheck(ProductionFabric fabric, CheckPace pace) : OutageCheck(fabric, pace.AgentsDead)
{
    public override string Title => "every host agent killed under traffic: no frame is lost, uplinks fail over, the agents adopt the running data planes";

    protected override async Task KillAsync()
    {
        foreach (int host in Hosts())
        {
            await Lab.Processes.KillAsync(Services.AgentOf(host), stayDead: true);
        }
    }

    protected override Task WhileDeadAsync() => Task.CompletedTask;

    protected override async Task ReviveAsync()
    {
        foreach (int host in Hosts())
        {
            await Lab.Processes.StartAsync(Services.AgentOf(host));
        }

        foreach (int host in Hosts())
        {
            Expect(await Wait.UntilAsync(() => Fabric.IsConnectedAsync(host), TimeSpan.FromSeconds(60)), $"the agent of h{host} did not come back to the controller");
        }

        // A change goes all the way to the data planes again.
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "accept", "--wait");
        await Fabric.Controller.DoAsync("portgroup", "set", ProductionFabric.Db, "--promiscuous", "reject", "--wait");
    }

    private IEnumerable<int> Hosts() => Enumerable.Range(1, Lab.Options.Hosts);
}
