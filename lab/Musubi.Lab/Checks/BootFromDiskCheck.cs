using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 7: h3 starts while the controller is dead, and a VM that holds a port is switched on.</summary>
internal sealed class BootFromDiskCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Host = 3;

    public override string Title => "a host that starts with the controller dead comes up from its disk, and a VM that holds a port attaches";

    protected override async Task ObserveAsync()
    {
        string third = await Fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
        Vm sixth = Fabric.Vm(6);
        string mac = await sixth.MacAsync();
        await Lab.Processes.KillAsync(Services.Controller, stayDead: true);
        await Lab.Processes.KillAsync(Services.AgentOf(Host), stayDead: true);
        await Lab.Processes.KillAsync(Services.SwitchOf(Host), stayDead: true);
        try
        {
            Expect(await Fabric.Vm(1).MissesAsync(third), $"vm3 answers although the data plane of h{Host} is dead");
            // vm6 is switched off and on while nobody could take notice.
            string space = Lab.NamespaceOf(sixth.Name);
            await Network.RemoveNamespaceAsync(space);
            await Network.AddNamespaceAsync(space);
            double start = PingStream.Now;
            await Lab.Processes.StartAsync(Services.SwitchOf(Host));
            await Lab.Processes.StartAsync(Services.AgentOf(Host));
            bool up = await Wait.UntilAsync(() => Fabric.Vm(1).ReachesAsync(third), TimeSpan.FromSeconds(60));
            double seconds = PingStream.Now - start;
            Expect(up, $"vm3 does not answer after h{Host} started without a controller");
            await ExpectAttachedAsync(sixth, mac);
            Fact($"traffic back {seconds:0.0} s after the start; vm6 was switched on and reaches vm5");
        }
        finally
        {
            await Lab.Processes.StartAsync(Services.SwitchOf(Host));
            await Lab.Processes.StartAsync(Services.AgentOf(Host));
            await Fabric.ReviveControllerAsync();
        }
    }

    private async Task ExpectAttachedAsync(Vm vm, string mac)
    {
        bool there = await Wait.UntilAsync(async () => (await vm.RunAsync("ip", "link", "show", "dev", "eth0")).Succeeded, TimeSpan.FromSeconds(60));
        Expect(there, $"{vm.Name} was switched on and has no NIC");
        if (!there)
        {
            return;
        }

        Expect(await vm.MacAsync() == mac, $"{vm.Name} has another MAC than before");
        await vm.BootAsync();
        string fifth = await Fabric.Vm(5).AddressAsync() ?? throw new LabException("vm5 has no address");
        Expect(await Wait.UntilAsync(() => vm.ReachesAsync(fifth), TimeSpan.FromSeconds(30)), $"{vm.Name} does not reach vm5");
    }
}
