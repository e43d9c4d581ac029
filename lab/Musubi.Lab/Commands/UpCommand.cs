using System.CommandLine;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab up.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var hosts = new Option<int>("--hosts") { Description = "Hosts, 1 to 16", DefaultValueFactory = _ => 3 };
        var uplinks = new Option<int>("--uplinks") { Description = "NICs of each host, 1 to 4", DefaultValueFactory = _ => 2 };
        var vms = new Option<int>("--vms") { Description = "Namespace VMs, 0 to 200", DefaultValueFactory = _ => 6 };
        var qemu = new Option<bool>("--qemu") { Description = "Five QEMU guests as well: two with TAPs, three over vhost-user" };
        Option<string> driver = LabOption.UplinkDriver();
        var bare = new Option<bool>("--bare") { Description = "No distributed switch, no host joined: only the network and the processes" };
        var command = new Command("up", "Bring the lab up") { lab, hosts, uplinks, vms, qemu, driver, bare };
        command.SetAction((result, cancellation) => RunAsync(
            new LabOptions
            {
                Name = result.GetValue(lab)!,
                Hosts = result.GetValue(hosts),
                Uplinks = result.GetValue(uplinks),
                Vms = result.GetValue(vms),
                Qemu = result.GetValue(qemu),
                VhostUser = result.GetValue(qemu),
                UplinkDriver = result.GetValue(driver)!,
            },
            result.GetValue(bare), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LabOptions options, bool bare, CancellationToken cancellation)
    {
        options.Check();
        var datacenter = new Datacenter(options);
        await datacenter.ClearAsync();
        await datacenter.UpAsync(cancellation);
        Console.WriteLine($"up: {options.Hosts} hosts with {options.Uplinks} uplinks each, {options.Vms} namespace VMs");
        if (!bare)
        {
            await new ProductionFabric(datacenter, Console.WriteLine).BuildAsync();
        }

        Console.WriteLine((await PagesDoor.OpenAsync(datacenter)).HowToSignIn);
        Console.WriteLine("try: ./dev lab status · ./dev lab exec ctl -- musubi port list · ./dev lab down");
        return 0;
    }
}
