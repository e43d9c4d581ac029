using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Checks;

/// <summary>A private VLAN over two hosts: who reaches whom, and a DHCP server on the promiscuous port.</summary>
internal sealed class PrivateVlanCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Server = "10.79.0.1";

    /// <summary>Port groups by class, and what each names.</summary>
    private static readonly (string Group, string Vlan)[] Classes = [("pv-promiscuous", "private:100"), ("pv-isolated", "private:101"), ("pv-community", "private:102")];

    private static readonly (string Name, int Host, string Group)[] Members =
    [
        ("x1", 1, "pv-promiscuous"), ("x2", 1, "pv-isolated"), ("x3", 2, "pv-isolated"), ("x4", 1, "pv-community"), ("x5", 2, "pv-community"), ("x6", 1, "pv-isolated"),
    ];

    private readonly Dictionary<string, string> _addresses = [];
    private readonly List<string> _processes = [];

    public override string Title => "a private VLAN over two hosts: isolated ports reach the promiscuous one alone and lease from it, communities hold together";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--private-vlan", "100:isolated=101,community=102");
        foreach ((string group, string vlan) in Classes)
        {
            await Fabric.Controller.DoAsync("portgroup", "create", group, "--switch", ProductionFabric.Switch, "--vlan", vlan);
        }

        List<ExtraVm> vms = [];
        try
        {
            foreach ((string name, int host, string group) in Members)
            {
                vms.Add(await ExtraVm.AttachAsync(Fabric, name, host, group));
            }

            await LeaseAsync([.. vms.Select(vm => vm.Vm)]);
            await ReachAsync([.. vms.Select(vm => vm.Vm)]);
        }
        finally
        {
            foreach (string process in _processes)
            {
                await Lab.Processes.RemoveAsync(process);
            }

            foreach (ExtraVm vm in vms)
            {
                await vm.DisposeAsync();
            }
        }

        foreach ((string group, _) in Classes)
        {
            await Fabric.Controller.DoAsync("portgroup", "delete", group, "--wait");
        }

        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--private-vlan", "none", "--wait");
    }

    /// <summary>The first is the server; all others lease from it.</summary>
    private async Task LeaseAsync(Vm[] vms)
    {
        await vms[0].MustAsync("ip", "addr", "add", $"{Server}/24", "dev", "eth0");
        ProcessSpec server = Lab.Services.DhcpServer(vms[0].Name, Lab.NamespaceOf(vms[0].Name), "10.79.0.100,10.79.0.200,255.255.255.0");
        await Lab.Processes.AddAsync(server);
        _processes.Add(server.Name);
        _addresses[vms[0].Name] = Server;
        foreach (Vm vm in vms[1..])
        {
            _processes.Add($"{vm.Name}-dhcp");
            _addresses[vm.Name] = await vm.BootAsync();
        }

        Fact($"a DHCP server on the promiscuous port served {vms.Length - 1} VMs of the other classes on both hosts");
    }

    private async Task ReachAsync(Vm[] vms)
    {
        int apart = 0;
        foreach ((Vm from, Vm to) in from one in vms from other in vms where one != other select (one, other))
        {
            bool may = from.PortGroup == "pv-promiscuous" || to.PortGroup == "pv-promiscuous" || (from.PortGroup == "pv-community" && to.PortGroup == "pv-community");
            string address = _addresses[to.Name];
            if (may)
            {
                Expect(await from.ReachesAsync(address), $"{from.Name} ({from.PortGroup}, h{from.Host}) does not reach {to.Name} ({to.PortGroup}, h{to.Host})");
            }
            else
            {
                Expect(await from.MissesAsync(address), $"{from.Name} ({from.PortGroup}, h{from.Host}) reaches {to.Name} ({to.PortGroup}, h{to.Host})");
                apart++;
            }
        }

        Fact($"of {vms.Length * (vms.Length - 1)} pairs {apart} were held apart, on one host and across");
    }
}
