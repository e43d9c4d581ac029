using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 1: leases and static addresses work as with a physical NIC, and the wire shows the VM's own MAC and IP.</summary>
internal sealed class OwnAddressOnTheWireCheck(ProductionFabric fabric) : Check(fabric)
{
    public override string Title => "a VM leases its address from the physical network, another has a static one; the wire shows their own MAC and IP";

    protected override async Task ObserveAsync()
    {
        await ExpectOnWireAsync(Fabric.Vm(1));
        await ExpectOnWireAsync(Fabric.Vm(3));
        string mac = await Fabric.Vm(1).MacAsync();
        string? address = await Fabric.Vm(1).AddressAsync();
        string leases = await File.ReadAllTextAsync(Lab.Services.LeaseFile);
        Expect(leases.Split('\n').Any(line => line.Contains($" {mac} {address} ", StringComparison.Ordinal)), $"the DHCP server knows no lease of {address} for {mac}");
        Fact($"vm1 leased {address} as {mac}; vm3 has {await Fabric.Vm(3).AddressAsync()}");
    }

    private async Task ExpectOnWireAsync(Vm vm)
    {
        string mac = await vm.MacAsync();
        string address = await vm.AddressAsync() ?? throw new LabException($"{vm.Name} has no address");
        List<Capture> captures = [];
        try
        {
            for (int uplink = 1; uplink <= Lab.Options.Uplinks; uplink++)
            {
                captures.Add(await Capture.StartAsync(Lab, "phys", LabLayout.SwitchPort(vm.Host, uplink), "in"));
            }

            Expect(await vm.ReachesAsync(LabLayout.RouterAddress(ProductionFabric.WebVlan)), $"{vm.Name} does not reach the router");
            string filter = $"vlan {ProductionFabric.WebVlan} and ether src {mac} and src host {address} and icmp";
            Expect(await Capture.AnyHasAsync(captures, filter), $"no frame from {mac} with {address} of {vm.Name} on h{vm.Host}'s wires");
        }
        finally
        {
            foreach (Capture capture in captures)
            {
                await capture.DisposeAsync();
            }
        }
    }
}
