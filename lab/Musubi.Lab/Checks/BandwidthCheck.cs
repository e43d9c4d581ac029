using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 11: figures, without a threshold.</summary>
internal sealed class BandwidthCheck(ProductionFabric fabric, CheckPace pace) : Check(fabric)
{
    public override string Title => "TCP between VMs (iperf3), beside a plain Linux bridge";

    protected override async Task ObserveAsync()
    {
        string second = await Fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        string fourth = await Fabric.Vm(4).AddressAsync() ?? throw new LabException("vm4 has no address");
        BandwidthResult near = await Bandwidth.MeasureAsync(Lab, "vm1", "vm4", fourth, pace.StreamSeconds);
        BandwidthResult far = await Bandwidth.MeasureAsync(Lab, "vm1", "vm2", second, pace.StreamSeconds);
        BandwidthResult bridge = await OverBridgeAsync();
        foreach (BandwidthResult result in new[] { near, far, bridge })
        {
            Expect(result.Survived, $"iperf3: {result}");
        }

        Fact($"on one host {near}, across hosts {far}, plain Linux bridge {bridge}");
    }

    /// <summary>Two namespaces with a bridge between them, and nothing of ours.</summary>
    private async Task<BandwidthResult> OverBridgeAsync()
    {
        string prefix = Lab.Options.Name;
        string[] names = ["b0", "b1", "b2"];
        foreach (string name in names)
        {
            await Network.AddNamespaceAsync($"{prefix}-{name}");
        }

        try
        {
            await Shell.MustAsync(["ip", "-n", $"{prefix}-b0", "-batch", "-"], "link add br0 type bridge\nlink set br0 up\n");
            foreach (string name in names[1..])
            {
                await Shell.MustAsync(["ip", "-n", $"{prefix}-b0", "-batch", "-"],
                    $"link add {name} type veth peer name eth0 netns {prefix}-{name}\nlink set {name} master br0 up\n");
                await Shell.MustAsync(["ip", "-n", $"{prefix}-{name}", "-batch", "-"], $"addr add 10.99.0.{name[1]}/24 dev eth0\nlink set eth0 up\n");
            }

            return await Bandwidth.MeasureAsync(Lab, "b1", "b2", "10.99.0.2", pace.StreamSeconds);
        }
        finally
        {
            foreach (string name in names)
            {
                await Network.RemoveNamespaceAsync($"{prefix}-{name}");
            }
        }
    }
}
