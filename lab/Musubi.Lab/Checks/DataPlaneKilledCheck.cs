using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 6: the data plane of h1 is killed again and again.</summary>
/// <param name="controllerDead">The controller is dead all the time.</param>
internal sealed class DataPlaneKilledCheck(ProductionFabric fabric, int kills, bool controllerDead = false) : Check(fabric)
{
    private static readonly TimeTarget Target = new(1.0);

    public override string Title => $"a data plane killed {kills} times{(controllerDead ? ", the controller dead" : "")}: traffic comes back at once, TCP streams survive";

    protected override async Task ObserveAsync()
    {
        string second = await Fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        string third = await Fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
        string nic = (await Fabric.Vm(1).RunAsync("cat", "/sys/class/net/eth0/ifindex")).Said;
        if (controllerDead)
        {
            await Lab.Processes.KillAsync(Services.Controller, stayDead: true);
        }

        await using PingStream ping = await PingStream.StartAsync(Lab, "vm1", second);
        Task<BandwidthResult> stream = Bandwidth.MeasureAsync(Lab, "vm4", "vm3", third, (int)(kills * 2.5) + 2, megabits: 20);
        List<double> recoveries = [];
        for (int round = 0; round < kills; round++)
        {
            recoveries.Add(await DataPlaneKill.OnceAsync(Lab, host: 1, ping));
        }

        BandwidthResult result = await stream;
        if (controllerDead)
        {
            await Fabric.ReviveControllerAsync();
        }

        Expect(recoveries.All(Target.Allows), $"from the kill to the first reply it took {string.Join(", ", recoveries.Select(Target.Tell))}");
        Expect(result.Survived, $"the TCP stream broke: {result.Error}");
        Expect((await Fabric.Vm(1).RunAsync("cat", "/sys/class/net/eth0/ifindex")).Said == nic, $"vm1 has another interface");
        Fact($"{Lab.Options.Vms} VMs; from kill to first reply {recoveries.Average() * 1000:0} ms on average, {Target.Tell(recoveries.Max())} at most; TCP went on");
    }
}
