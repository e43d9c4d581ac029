using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 4.</summary>
internal sealed class ControllerDeadCheck(ProductionFabric fabric, CheckPace pace) : OutageCheck(fabric, pace.ControllerDead)
{
    public override string Title => "the controller killed under traffic: no frame is lost, uplinks fail over, changes fail with a clear message";

    protected override Task KillAsync() => Lab.Processes.KillAsync(Services.Controller, stayDead: true);

    protected override async Task WhileDeadAsync()
    {
        CommandResult change = await Fabric.Controller.TryAsync("portgroup", "set", ProductionFabric.Web, "--vlan", "11");
        Expect(!change.Succeeded, $"a change was taken while the controller was dead");
        Expect(change.Error.Contains("controller", StringComparison.OrdinalIgnoreCase) && !change.Error.Contains("   at ", StringComparison.Ordinal),
            $"the message of a failed change is not clear: {change.Said}");
    }

    protected override async Task ReviveAsync()
    {
        await Lab.Processes.StartAsync(Services.Controller);
        bool all = await Wait.UntilAsync(
            async () =>
            {
                if (!(await Fabric.Controller.TryAsync("host", "list")).Succeeded)
                {
                    return false;
                }

                for (int host = 1; host <= Lab.Options.Hosts; host++)
                {
                    if (!await Fabric.IsConnectedAsync(host))
                    {
                        return false;
                    }
                }

                return true;
            }, TimeSpan.FromSeconds(30));
        Expect(all, $"not every host came back to the controller");
    }
}
