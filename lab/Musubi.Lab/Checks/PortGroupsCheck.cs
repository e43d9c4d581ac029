using Musubi.Lab.Fabric;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 2: who reaches whom.</summary>
internal sealed class PortGroupsCheck(ProductionFabric fabric) : Check(fabric)
{
    public override string Title => "VMs of one port group reach each other on every host; VMs of different VLANs do not";

    protected override async Task ObserveAsync()
    {
        await ExpectReachedAsync(1, 2);
        await ExpectReachedAsync(1, 3);
        await ExpectReachedAsync(1, 4);
        await ExpectReachedAsync(5, 6);
        // An address of the other VLAN's network: what keeps them apart is the VLAN, not a missing route.
        string stray = LabLayout.StaticAddress(ProductionFabric.WebVlan, 205);
        await Shell.MustAsync(["ip", "-n", Lab.NamespaceOf("vm5"), "addr", "add", $"{stray}/16", "dev", "eth0"]);
        bool[] apart = await Task.WhenAll(Fabric.Vm(2).MissesAsync(stray), Fabric.Vm(1).MissesAsync(stray));
        await Shell.MustAsync(["ip", "-n", Lab.NamespaceOf("vm5"), "addr", "del", $"{stray}/16", "dev", "eth0"]);
        Expect(apart.All(missed => missed), $"vm5 (VLAN 20) answered a VM of VLAN 10");
        Fact($"web: vm1 to vm2 and vm3 (other hosts) and vm4 (same host); db: vm5 to vm6; web to vm5: nothing");
    }

    private async Task ExpectReachedAsync(int from, int to)
    {
        string address = await Fabric.Vm(to).AddressAsync() ?? throw new LabException($"vm{to} has no address");
        Expect(await Fabric.Vm(from).ReachesAsync(address), $"vm{from} does not reach vm{to} at {address}");
    }
}
