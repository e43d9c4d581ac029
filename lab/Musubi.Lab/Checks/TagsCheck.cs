using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 2: tags on the wire, as tcpdump sees them.</summary>
internal sealed class TagsCheck(ProductionFabric fabric) : Check(fabric)
{
    public override string Title => "on the wire each port group's frames carry its own VLAN tag and no other";

    protected override async Task ObserveAsync()
    {
        await ExpectTagAsync(from: 2, to: 3, ProductionFabric.WebVlan);
        await ExpectTagAsync(from: 5, to: 6, ProductionFabric.DbVlan);
    }

    private async Task ExpectTagAsync(int from, int to, int vlan)
    {
        Vm vm = Fabric.Vm(from);
        string mac = await vm.MacAsync();
        Capture[] captures = await Task.WhenAll(Enumerable.Range(1, Lab.Options.Uplinks)
            .Select(uplink => Capture.StartAsync(Lab, "phys", LabLayout.SwitchPort(vm.Host, uplink), "in")));
        try
        {
            string address = await Fabric.Vm(to).AddressAsync() ?? throw new LabException($"vm{to} has no address");
            Expect(await vm.ReachesAsync(address), $"vm{from} does not reach vm{to}");
            await Capture.AnyHasAsync(captures, $"ether src {mac}");
            // Each capture is read once: it goes on, and a second reading would find more.
            IReadOnlyList<string>[] lines = await Task.WhenAll(captures.Select(capture => capture.LinesAsync($"ether src {mac}")));
            string[] all = [.. lines.SelectMany(read => read)];
            string[] others = [.. all.Where(line => !line.Contains($": vlan {vlan}, ", StringComparison.Ordinal))];
            Expect(all.Length > others.Length, $"no frame of vm{from} with tag {vlan} left h{vm.Host}");
            Expect(others.Length == 0, $"{others.Length} of {all.Length} frames of vm{from} left h{vm.Host} without tag {vlan}: {string.Join(" | ", others)}");
            Fact($"vm{from}: {all.Length} of {all.Length} frames with tag {vlan}");
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
