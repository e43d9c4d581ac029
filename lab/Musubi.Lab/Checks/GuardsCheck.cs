using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Checks;

/// <summary>Guests that pose as DHCP server or by another's address, over two hosts, and what becomes of a lease when the data plane is killed.</summary>
internal sealed class GuardsCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Server = "10.78.0.1";
    private const string Rogue = "10.78.0.2";
    private const string Taken = "10.78.0.66";
    private const string Servers = "g-servers";
    private const string Rogues = "g-rogues";
    private const string Guests = "g-guests";
    private const string Vlan = "78";

    private readonly List<string> _processes = [];

    public override string Title => "a guest behind DHCP guard leases nothing to others; behind spoof guard it sends by the address that it leased alone, also when the data plane was killed";

    protected override async Task ObserveAsync()
    {
        await CreateAsync(Servers);
        await CreateAsync(Rogues, "--dhcp-guard", "on");
        await CreateAsync(Guests, "--spoof-guard", "snooped");
        List<ExtraVm> vms = [];
        try
        {
            vms.Add(await ExtraVm.AttachAsync(Fabric, "x1", 1, Servers));
            vms.Add(await ExtraVm.AttachAsync(Fabric, "x2", 2, Rogues));
            vms.Add(await ExtraVm.AttachAsync(Fabric, "x3", 2, Guests));
            await ServeAsync(vms[1].Vm, Rogue, "10.78.0.200,10.78.0.250,255.255.255.0");
            await ExpectNoLeaseAsync(vms[1].Vm, vms[2].Vm);
            await ServeAsync(vms[0].Vm, Server, "10.78.0.100,10.78.0.150,255.255.255.0");
            string leased = await vms[2].Vm.BootAsync();
            await ExpectAddressAsync(vms[2].Vm, leased);
            await ExpectOnlyAsync(vms[0].Vm, vms[2].Vm, leased);
            await KillAsync(vms[2].Vm, leased);
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

        foreach (string group in (string[])[Servers, Rogues, Guests])
        {
            await Fabric.Controller.DoAsync("portgroup", "delete", group, "--wait");
        }
    }

    private async Task CreateAsync(string group, params string[] guards) =>
        await Fabric.Controller.DoAsync(["portgroup", "create", group, "--switch", ProductionFabric.Switch, "--vlan", Vlan, .. guards]);

    private async Task ServeAsync(Vm vm, string address, string range)
    {
        await vm.MustAsync("ip", "addr", "add", $"{address}/24", "dev", "eth0");
        ProcessSpec server = Lab.Services.DhcpServer(vm.Name, Lab.NamespaceOf(vm.Name), range);
        await Lab.Processes.AddAsync(server);
        _processes.Add(server.Name);
    }

    /// <summary>The client's switch carries what it asks to the rogue, which is beside it, and nothing of what that answers.</summary>
    private async Task ExpectNoLeaseAsync(Vm rogue, Vm client)
    {
        _processes.Add($"{client.Name}-dhcp");
        await Lab.Processes.AddAsync(Lab.Services.DhcpClient(client.Name, Lab.NamespaceOf(client.Name)));
        bool guarded = await Wait.UntilAsync(async () => await DropsAsync(rogue, "drop-dhcp-guard") > 0, TimeSpan.FromSeconds(30));
        Expect(guarded, $"nothing that the rogue server sent was held back");
        Expect(await client.AddressAsync() is null, $"{client.Name} leased {await client.AddressAsync()} from the rogue server");
        await Lab.Processes.RemoveAsync($"{client.Name}-dhcp");
    }

    private async Task ExpectAddressAsync(Vm vm, string leased)
    {
        bool seen = await Wait.UntilAsync(
            async () => (await Fabric.Controller.QueryAsync("port", "addresses", await PortAsync(vm))).GetProperty("seen").EnumerateArray()
                .Any(address => address.GetProperty("address").GetString() == leased && address.GetProperty("origin").GetString() == "dhcp"),
            TimeSpan.FromSeconds(15));
        Expect(seen, $"the controller does not show {leased} as seen at {vm.Name}'s port");
        Fact($"{vm.Name} leased {leased} from the server on the other host, nothing from the rogue on its own");
    }

    private async Task ExpectOnlyAsync(Vm server, Vm vm, string leased)
    {
        Expect(await vm.ReachesAsync(Server), $"{vm.Name} does not reach the server by {leased}");
        await vm.MustAsync("ip", "addr", "add", $"{Taken}/24", "dev", "eth0");
        bool passed = (await vm.RunAsync("ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "1", "-I", Taken, Server)).Succeeded;
        Expect(!passed && await server.MissesAsync(Taken), $"{vm.Name} is heard by {Taken}, which nobody gave it");
        await vm.MustAsync("ip", "addr", "del", $"{Taken}/24", "dev", "eth0");
        long drops = await DropsAsync(vm, "drop-spoofed-address");
        Expect(drops > 0, $"no frame of {vm.Name} was counted as spoofed");
        Fact($"by another address it was not heard ({drops} frames counted)");
    }

    private async Task KillAsync(Vm vm, string leased)
    {
        await using PingStream ping = await PingStream.StartAsync(Lab, vm.Name, Server);
        double seconds = await DataPlaneKill.OnceAsync(Lab, vm.Host, ping);
        Expect(double.IsFinite(seconds), $"{vm.Name} was not heard again by {leased} after its data plane was killed");
        Fact($"heard again {seconds * 1000:0} ms after its data plane was killed, without asking for a lease");
    }

    private async Task<long> DropsAsync(Vm vm, string counter)
    {
        JsonElement counters = (await Fabric.Controller.QueryAsync("port", "stats", await PortAsync(vm))).GetProperty("counters");
        return counters.TryGetProperty(counter, out JsonElement count) ? count.GetInt64() : 0;
    }

    private async Task<string> PortAsync(Vm vm) => (await Fabric.Controller.ListAsync("port", "list", "--vm", vm.Name))[0].GetProperty("id").GetString()!;
}
