using System.Text.Json;
using Musubi.Lab.Guests;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Fabric;

/// <summary>
/// The lab's own distributed switch "prod" over all hosts, with the port groups web (VLAN 10) and db (VLAN 20), and the VMs on
/// it: of six VMs the first four are on web and two on db; every third has a static address, the others ask the DHCP server.
/// </summary>
internal sealed class ProductionFabric(Datacenter datacenter, Action<string> say)
{
    public const string Switch = "prod";
    public const string Web = "web";
    public const string Db = "db";
    public const int WebVlan = 10;
    public const int DbVlan = 20;

    /// <summary>Each `musubi` is a process of its own; more of them at once would only wait for each other.</summary>
    private static readonly ParallelOptions FewAtATime = new() { MaxDegreeOfParallelism = 2 };

    /// <summary>Talks to the controller.</summary>
    public MusubiCli Controller { get; } = new(datacenter, "ctl");

    public Datacenter Datacenter { get; } = datacenter;

    /// <summary>The namespace VMs, in order from vm1.</summary>
    public IReadOnlyList<Vm> Vms { get; } = [.. Enumerable.Range(1, datacenter.Options.Vms).Select(number => Describe(datacenter, number))];

    /// <summary>Name of a switch's uplink number <paramref name="uplink"/>, from 1.</summary>
    public static string UplinkName(int uplink) => $"Uplink {uplink}";

    /// <summary>Talks to a host's agent.</summary>
    public MusubiCli Local(int host) => new(Datacenter, $"h{host}");

    public Vm Vm(int number) => Vms[number - 1];

    /// <summary>Joins the hosts, makes switch and port groups, attaches the VMs and gives them their addresses.</summary>
    public async Task BuildAsync()
    {
        int hosts = Datacenter.Options.Hosts;
        await Parallel.ForEachAsync(Enumerable.Range(1, hosts), FewAtATime, async (host, _) => await JoinAsync(host));
        say($"joined: {string.Join(", ", Enumerable.Range(1, hosts).Select(host => $"h{host}"))}");
        await CreateSwitchAsync();
        say($"switch {Switch}, port groups {Web} (VLAN {WebVlan}) and {Db} (VLAN {DbVlan}), on every host");
        await Parallel.ForEachAsync(Vms, FewAtATime, async (vm, _) => await AttachAsync(vm));
        foreach (QemuGuest guest in Datacenter.Guests())
        {
            await BootGuestAsync(guest);
        }

        string[] booted = await Task.WhenAll(Vms.Select(async vm => $"{vm.Name} {await vm.BootAsync()}"));
        say($"VMs: {string.Join(", ", booted)}");
    }

    /// <summary>A one-use token, used at once.</summary>
    public async Task JoinAsync(int host)
    {
        string token = await Controller.DoAsync("host", "token", "create");
        await Local(host).DoAsync(
            "host", "join", "--token", token.Trim(), "--controller", $"{LabLayout.ControllerAddress}:7444", "--name", $"h{host}", "--wait");
        if (!await Wait.UntilAsync(async () => await IsConnectedAsync(host), TimeSpan.FromSeconds(60)))
        {
            throw new LabException($"h{host} joined but is not connected");
        }
    }

    public async Task<bool> IsConnectedAsync(int host)
    {
        IReadOnlyList<JsonElement> hosts = await Controller.ListAsync("host", "list");
        return hosts.Any(found => found.GetProperty("name").GetString() == $"h{host}"
            && found.TryGetProperty("runtime", out JsonElement runtime) && runtime.ValueKind == JsonValueKind.Object && runtime.GetProperty("connected").GetBoolean());
    }

    /// <summary>Starts the controller again and waits until every host has come back to it.</summary>
    /// <exception cref="LabException">Some did not, within 60 s.</exception>
    public async Task ReviveControllerAsync()
    {
        await Datacenter.Processes.StartAsync(Services.Controller);
        bool all = await Wait.UntilAsync(
            async () =>
            {
                if (!(await Controller.TryAsync("host", "list")).Succeeded)
                {
                    return false;
                }

                for (int host = 1; host <= Datacenter.Options.Hosts; host++)
                {
                    if (!await IsConnectedAsync(host))
                    {
                        return false;
                    }
                }

                return true;
            },
            TimeSpan.FromSeconds(60));
        if (!all)
        {
            throw new LabException("not every host came back to the controller");
        }
    }

    /// <summary>Attaches a namespace VM and waits until its host runs the change.</summary>
    public Task AttachAsync(Vm vm) => Controller.DoAsync(
        "vm", "attach", vm.Name, "--host", $"h{vm.Host}", "--portgroup", vm.PortGroup, "--netns", Datacenter.NamespaceOf(vm.Name), "--interface", "eth0", "--wait");

    /// <summary>Fills a host with more VMs on web, c1 and on, whose NICs are up and which say nothing.</summary>
    public async Task CrowdAsync(int host, int count)
    {
        Vm[] crowd = [.. Enumerable.Range(1, count).Select(number => new Vm(Datacenter, $"c{number}", host, Web))];
        await Parallel.ForEachAsync(crowd, FewAtATime, async (vm, _) =>
        {
            await Network.AddNamespaceAsync($"{Datacenter.Options.Name}-{vm.Name}");
            await AttachAsync(vm);
            await vm.RunAsync("ip", "link", "set", "eth0", "up");
        });
    }

    /// <summary>Attaches a QEMU guest to web and boots it.</summary>
    public async Task BootGuestAsync(QemuGuest guest)
    {
        await Controller.DoAsync(
            ["vm", "attach", guest.Name, "--host", $"h{guest.Host}", "--portgroup", Web, .. guest.Attachment(Datacenter.Layout, guest.Host), "--mac", guest.Mac, "--wait"]);
        await Datacenter.StartGuestAsync(guest);
        say($"{guest.Name} ({guest.Nic}) is up on h{guest.Host}");
    }

    private static Vm Describe(Datacenter datacenter, int number)
    {
        bool web = (number - 1) % 6 < 4;
        int vlan = web ? WebVlan : DbVlan;
        string? address = number % 3 == 0 ? $"{LabLayout.StaticAddress(vlan, number)}/16" : null;
        return new Vm(datacenter, $"vm{number}", datacenter.Layout.HostOf(number), web ? Web : Db, address);
    }

    private async Task CreateSwitchAsync()
    {
        int[] uplinks = [.. Enumerable.Range(1, Datacenter.Options.Uplinks)];
        await Controller.DoAsync("switch", "create", Switch, "--uplinks", $"{uplinks.Length}");
        await Parallel.ForEachAsync(Enumerable.Range(1, Datacenter.Options.Hosts), FewAtATime, async (host, _) => await Controller.DoAsync(
            ["switch", "add-host", Switch, $"h{host}", .. uplinks.SelectMany(uplink => new[] { "--uplink", $"{UplinkName(uplink)}={LabLayout.Nic(uplink)}" }), "--wait"]));
        await Controller.DoAsync("portgroup", "create", Web, "--switch", Switch, "--vlan", $"{WebVlan}");
        await Controller.DoAsync("portgroup", "create", Db, "--switch", Switch, "--vlan", $"{DbVlan}", "--wait");
    }
}
