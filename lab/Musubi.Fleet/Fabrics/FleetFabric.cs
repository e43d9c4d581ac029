using System.Text.Json;
using Musubi.Fleet.Control;
using Musubi.Fleet.Hosts;
using Musubi.Lab;
using Musubi.Lab.Observe;

namespace Musubi.Fleet.Fabrics;

/// <summary>A controller with hosts that are only streams, and a fabric as it was planned.</summary>
internal sealed class FleetFabric : IAsyncDisposable
{
    private static readonly ParallelOptions FewAtATime = new() { MaxDegreeOfParallelism = 4 };
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private FleetFabric(ControllerProcess controller, ControllerApi api, IReadOnlyList<FleetHost> hosts)
    {
        Controller = controller;
        Api = api;
        Hosts = hosts;
    }

    public ControllerProcess Controller { get; }

    /// <summary>A script beside the pages.</summary>
    public ControllerApi Api { get; }

    public IReadOnlyList<FleetHost> Hosts { get; }

    /// <summary>Starts the controller, joins the hosts and makes what was planned; returns when all of it runs.</summary>
    public static async Task<FleetFabric> StartAsync(FabricPlan plan)
    {
        ControllerProcess controller = await ControllerProcess.StartAsync();
        ControllerApi api = ControllerApi.Open(controller.Data);
        FleetHost[] hosts = [.. plan.Hosts.Select((name, number) => new FleetHost(name, FleetNics.Of(number + 1)))];
        FleetFabric fabric = new(controller, api, hosts);
        try
        {
            await fabric.BuildAsync(plan);
            return fabric;
        }
        catch
        {
            await fabric.DisposeAsync();
            throw;
        }
    }

    public FleetHost Host(string name) => Hosts.Single(host => host.Name == name);

    /// <summary>The id of the port that a VM's first vNIC has.</summary>
    public async Task<string> PortOfAsync(string vm) =>
        (await Api.GetAsync($"/vms/{Uri.EscapeDataString(vm)}")).GetProperty("vnics")[0].GetProperty("portId").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Parallel.ForEachAsync(Hosts, async (host, _) => await host.DisposeAsync());
        await Controller.DisposeAsync();
    }

    private async Task BuildAsync(FabricPlan plan)
    {
        foreach (FleetHost host in Hosts)
        {
            host.Unruly.UnionWith(plan.Unruly);
            plan.Broken.ToList().ForEach(one => host.Broken[one.Key] = one.Value);
        }

        await Parallel.ForEachAsync(Hosts, FewAtATime, async (host, _) =>
            await host.JoinAsync(Controller.Fabric, (await Api.PostAsync("/hosts/tokens", new { })).GetProperty("token").GetString()!));
        await UntilAsync(async () => (await Api.ListAsync("/hosts")).All(host => host.TryGetProperty("nics", out JsonElement nics) && nics.GetArrayLength() > 0), "not every host told of its NICs");
        await Api.PostAsync("/apply", new { documents = Switches(plan).Concat(Groups(plan)).ToArray() });
        foreach (PlannedVm[] part in plan.Vms.Chunk(2000))
        {
            await Api.PostAsync("/apply", new { documents = part.Select(Document).ToArray() });
        }

        foreach (string vm in plan.Blocked)
        {
            await Api.PatchAsync($"/ports/{await PortOfAsync(vm)}", new { policy = new { blocked = true } });
        }

        await UntilAsync(RunsAsync, "not every host runs what it should");
        plan.DeadLinks.ToList().ForEach(dead => Host(dead.Host).SetLink(dead.Nic, up: false));
        await Task.WhenAll(plan.Away.Select(name => Host(name).LeaveAsync()));
    }

    /// <summary>Every host has acknowledged the newest revision, with whatever errors it was planned to have.</summary>
    private async Task<bool> RunsAsync()
    {
        IReadOnlyList<JsonElement> hosts = await Api.ListAsync("/hosts");
        long newest = hosts.Max(host => host.GetProperty("runtime").GetProperty("acknowledgedRevision").GetInt64());
        JsonElement status = await Api.GetAsync($"/revisions/{newest}");
        return !status.TryGetProperty("hosts", out JsonElement pending) || pending.EnumerateArray().All(host => host.GetProperty("state").GetString() != "pending");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        if (!await Wait.UntilAsync(condition, Patience))
        {
            throw new LabException(otherwise);
        }
    }

    private static IEnumerable<object> Switches(FabricPlan plan) => plan.Switches.Select(one => new Dictionary<string, object>(one.More)
    {
        ["kind"] = "Switch",
        ["name"] = one.Name,
        ["uplinks"] = one.Nics.Select((_, number) => UplinkName(number)),
        ["hosts"] = plan.Hosts.Select(host => new { host, uplinks = one.Nics.Select((nic, number) => (nic, number)).ToDictionary(pair => UplinkName(pair.number), pair => pair.nic) }),
    });

    private static IEnumerable<object> Groups(FabricPlan plan) => plan.Groups.Select(group => (object)new
    {
        kind = "PortGroup",
        name = group.Name,
        @switch = group.Switch,
        policy = group.Policy,
    });

    private static object Document(PlannedVm vm) => new
    {
        kind = "Vm",
        name = vm.Name,
        host = vm.Host,
        vnics = vm.Groups.Select((group, number) => new
        {
            name = $"nic{number}",
            portGroup = group,
            attachment = new { type = "namespace", @namespace = $"n{Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(vm.Name))[..Math.Min(40, 2 * vm.Name.Length)]}", @interface = $"eth{number}" },
        }).ToArray(),
    };

    private static string UplinkName(int number) => $"Uplink {number + 1}";
}
