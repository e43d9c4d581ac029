using System.CommandLine;
using Musubi.Fleet.Fabrics;

namespace Musubi.Fleet.Commands;

/// <summary>up: a fabric without data planes, to look at.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        Option<int> hosts = new("--hosts") { Description = "Simulated hosts; 0: a small datacenter with names as people give them", DefaultValueFactory = _ => 0 };
        Option<int> vms = new("--vms") { Description = "VMs on each host", DefaultValueFactory = _ => 20 };
        Command command = new("up", "Bring a controller with simulated hosts up, until Ctrl-C") { hosts, vms };
        command.SetAction(async (parsed, cancellation) =>
        {
            int count = parsed.GetValue(hosts);
            FabricPlan plan = count == 0 ? SampleDatacenter.Plan : FabricPlan.Of(count, parsed.GetValue(vms));
            await using FleetFabric fabric = await FleetFabric.StartAsync(plan);
            Console.WriteLine($"{fabric.Controller.Address}  account admin, password {fabric.Controller.Password}");
            await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
            return 0;
        });
        return command;
    }
}
