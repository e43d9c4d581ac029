using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>What must be the same after a process died and came back: data planes, interfaces, ports, counters that only grow.</summary>
internal sealed class Survivors
{
    private readonly ProductionFabric _fabric;
    private readonly IReadOnlyList<int> _hosts;
    private Dictionary<int, ProcessIdentity> _switches = [];
    private Dictionary<string, string> _interfaces = [];
    private Dictionary<string, long> _incarnations = [];
    private Dictionary<string, long> _received = [];

    private Survivors(ProductionFabric fabric)
    {
        _fabric = fabric;
        _hosts = [.. Enumerable.Range(1, fabric.Datacenter.Options.Hosts)];
    }

    public static async Task<Survivors> RememberAsync(ProductionFabric fabric)
    {
        var survivors = new Survivors(fabric);
        survivors._switches = await survivors.SwitchesAsync();
        survivors._interfaces = await survivors.InterfacesAsync();
        (survivors._incarnations, survivors._received) = await survivors.PortsAsync();
        return survivors;
    }

    /// <summary>What is not as it was; empty when all is.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        List<string> differences = [];
        Dictionary<int, ProcessIdentity> switches = await SwitchesAsync();
        differences.AddRange(_hosts.Where(host => switches[host] != _switches[host]).Select(host => $"h{host} has another data-plane process"));
        Dictionary<string, string> interfaces = await InterfacesAsync();
        differences.AddRange(_interfaces.Keys.Where(vm => interfaces[vm] != _interfaces[vm]).Select(vm => $"{vm} has another interface"));
        (Dictionary<string, long> incarnations, Dictionary<string, long> received) = await PortsAsync();
        differences.AddRange(_incarnations.Keys.Where(vm => incarnations.GetValueOrDefault(vm) != _incarnations[vm]).Select(vm => $"{vm}'s port was made anew"));
        differences.AddRange(_received.Keys.Where(vm => received.GetValueOrDefault(vm) < _received[vm]).Select(vm => $"{vm}'s counters began again"));
        return differences;
    }

    private async Task<Dictionary<int, ProcessIdentity>> SwitchesAsync()
    {
        IReadOnlyList<ProcessStatus> all = await _fabric.Datacenter.Processes.StatusAsync();
        return _hosts.ToDictionary(host => host, host => all.Single(process => process.Name == Services.SwitchOf(host)).Identity);
    }

    /// <summary>Index and address of each VM's NIC: one that is made anew has another index.</summary>
    private async Task<Dictionary<string, string>> InterfacesAsync()
    {
        Dictionary<string, string> interfaces = [];
        foreach (Vm vm in _fabric.Vms)
        {
            interfaces[vm.Name] = (await vm.RunAsync("cat", "/sys/class/net/eth0/ifindex", "/sys/class/net/eth0/address")).Said;
        }

        return interfaces;
    }

    private async Task<(Dictionary<string, long> Incarnations, Dictionary<string, long> Received)> PortsAsync()
    {
        Dictionary<string, long> incarnations = [], received = [];
        foreach (JsonElement port in await _fabric.Controller.ListAsync("port", "list"))
        {
            if (port.TryGetProperty("connection", out JsonElement connection) && connection.ValueKind == JsonValueKind.Object
                && connection.TryGetProperty("vm", out JsonElement vm) && vm.GetString() is { } name)
            {
                incarnations[name] = port.GetProperty("incarnation").GetInt64();
                JsonElement statistics = await _fabric.Controller.QueryAsync("port", "stats", port.GetProperty("id").GetString()!);
                received[name] = statistics.GetProperty("counters").TryGetProperty("rx-frames", out JsonElement frames) ? frames.GetInt64() : 0;
            }
        }

        return (incarnations, received);
    }
}
