using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>MAC learning: a VM bridges two others behind its one NIC, and they are reached on this host and on another.</summary>
internal sealed class BridgingVmCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "nested";
    private const string Far = "10.77.0.9";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Name, string Mac, string Address)[] Inner =
        [("in1", "06:00:00:00:77:01", "10.77.0.1"), ("in2", "06:00:00:00:77:02", "10.77.0.2")];

    public override string Title => "a VM that bridges two others behind it: their MACs are learned, bounded, and forgotten with the policy";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", "77", "--forged-transmits", "accept",
            "--mac-learning", "on", "--mac-limit", "2", "--mac-limit-policy", "drop");
        await using ExtraVm bridge = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group);
        await using ExtraVm near = await ExtraVm.AttachAsync(Fabric, "x2", 1, Group);
        await using ExtraVm far = await ExtraVm.AttachAsync(Fabric, "x3", 2, Group);
        try
        {
            await near.Vm.MustAsync("ip", "addr", "add", "10.77.0.8/24", "dev", "eth0");
            await far.Vm.MustAsync("ip", "addr", "add", $"{Far}/24", "dev", "eth0");
            await MakeInnerAsync(bridge.Vm);
            await ObserveAsync(bridge.Vm, near.Vm, far.Vm);
        }
        finally
        {
            foreach ((string name, _, _) in Inner.Where(inner => File.Exists($"/run/netns/{InnerSpace(inner.Name)}")))
            {
                await Network.RemoveNamespaceAsync(InnerSpace(name));
            }

            await bridge.DisposeAsync();
            await near.DisposeAsync();
            await far.DisposeAsync();
            await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
        }
    }

    private async Task ObserveAsync(Vm bridge, Vm near, Vm far)
    {
        foreach ((string name, string mac, string address) in Inner)
        {
            Expect(await near.ReachesAsync(address), $"{name} behind the bridge was not reached on its own host");
            Expect(await far.ReachesAsync(address), $"{name} behind the bridge was not reached from another host");
            Expect(await Wait.UntilAsync(async () => (await LearnedAsync(bridge)).Contains(mac), Patience), $"{mac} was not told as learned");
        }

        await using (Capture atFar = await Capture.StartAsync(Lab, far.Name, "eth0", "in"))
        {
            await bridge.SendAsync("--from", "06:00:00:00:77:03");
            await bridge.SendAsync("--from", Inner[0].Mac);
            Expect(await atFar.HasAsync($"ether src {Inner[0].Mac} and ether proto 0x88b5"), $"a learned MAC's frame did not arrive");
            Expect(await atFar.CountAsync("ether src 06:00:00:00:77:03") == 0, $"a third MAC passed a limit of two");
        }

        await Fabric.Controller.DoAsync("portgroup", "set", Group, "--mac-learning", "off", "--wait");
        Expect(await Wait.UntilAsync(async () => (await LearnedAsync(bridge)).Count == 0, Patience), $"MACs were still told as learned with learning off");
        Expect(await far.MissesAsync(Inner[0].Address), $"an inner VM was reached although nothing is learned");
        Fact($"both inner VMs answered on h1 and from h2; a third MAC was dropped at a limit of 2; with learning off nothing was left");
    }

    /// <summary>Inside the VM: a bridge with its NIC, and two more namespaces behind it.</summary>
    private async Task MakeInnerAsync(Vm vm)
    {
        // The bridge's own address is the NIC's: else it would speak with one of its ports' and take a place of the limit.
        await vm.MustAsync("ip", "link", "add", "br0", "address", await vm.MacAsync(), "type", "bridge", "stp_state", "0", "forward_delay", "0");
        await vm.MustAsync("ip", "link", "set", "eth0", "master", "br0");
        await vm.MustAsync("ip", "link", "set", "br0", "up");
        foreach ((string name, string mac, string address) in Inner)
        {
            await Network.AddNamespaceAsync(InnerSpace(name));
            await vm.MustAsync("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", InnerSpace(name));
            await vm.MustAsync("ip", "link", "set", name, "master", "br0", "up");
            await vm.MustAsync("ip", "-n", InnerSpace(name), "link", "set", "eth0", "address", mac, "up");
            await vm.MustAsync("ip", "-n", InnerSpace(name), "addr", "add", $"{address}/24", "dev", "eth0");
        }
    }

    private string InnerSpace(string name) => $"{Lab.Options.Name}-{name}";

    private async Task<IReadOnlyList<string>> LearnedAsync(Vm vm)
    {
        IReadOnlyList<JsonElement> ports = await Fabric.Controller.ListAsync("port", "list", "--vm", vm.Name);
        JsonElement macs = await Fabric.Controller.QueryAsync("port", "macs", ports[0].GetProperty("id").GetString()!);
        return [.. macs.GetProperty("macs").EnumerateArray().Select(mac => mac.GetProperty("mac").GetString()!)];
    }
}
