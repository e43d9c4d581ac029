using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 8: a standard switch on h2's free NIC, made and used while no controller is there.</summary>
internal sealed class StandardSwitchCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Host = 2;
    private const string Name = "vss0";
    private const string Group = "lan";

    public override string Title => "with no controller, a host makes a standard switch that works, side by side with the distributed one";

    protected override async Task ObserveAsync()
    {
        MusubiCli local = Fabric.Local(Host);
        await Lab.Processes.KillAsync(Services.Controller, stayDead: true);
        try
        {
            string nic = LabLayout.Nic(Lab.Layout.Nics);
            await local.DoAsync("switch", "create", Name, "--uplinks", "1", "--uplink", $"Uplink 1={nic}", "--wait");
            await local.DoAsync("portgroup", "create", Group, "--switch", Name, "--vlan", $"{ProductionFabric.DbVlan}", "--wait");
            await UseAsync(local);
            await local.DoAsync("portgroup", "delete", Group, "--wait");
            await local.DoAsync("switch", "delete", Name, "--wait");
        }
        finally
        {
            await Fabric.ReviveControllerAsync();
        }
    }

    private async Task UseAsync(MusubiCli local)
    {
        await using ExtraVm extra = await ExtraVm.AttachLocallyAsync(Fabric, "x3", Host, Group);
        await using ExtraVm neighbour = await ExtraVm.AttachLocallyAsync(Fabric, "x4", Host, Group);
        string address = await extra.Vm.BootAsync();
        string second = await neighbour.Vm.BootAsync();
        Expect(await extra.Vm.ReachesAsync(second), $"two VMs of one standard switch do not reach each other");
        // vm5 is on the distributed switch of the same host: the way between the two switches is the physical network.
        string fifth = await Fabric.Vm(5).AddressAsync() ?? throw new LabException("vm5 has no address");
        Expect(await extra.Vm.ReachesAsync(fifth), $"a VM on the standard switch does not reach vm5 on the distributed one");
        IReadOnlyList<JsonElement> switches = await local.ListAsync("switch", "list");
        Expect(switches.Any(one => one.GetProperty("name").GetString() == Name), $"the host does not list its standard switch");
        CommandResult refused = await local.TryAsync("portgroup", "delete", Group);
        Expect(!refused.Succeeded, $"a port group in use was deleted");
        foreach (string vm in new[] { "x3", "x4" })
        {
            await Lab.Processes.RemoveAsync($"{vm}-dhcp");
        }

        Fact($"{Name} on h{Host} with {LabLayout.Nic(Lab.Layout.Nics)}: x3 leased {address}, reaches x4 beside it and vm5 on the distributed switch");
    }
}
