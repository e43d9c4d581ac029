using Musubi.Lab.Fabric;
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

    protected override Task ReviveAsync() => Fabric.ReviveControllerAsync();
}
