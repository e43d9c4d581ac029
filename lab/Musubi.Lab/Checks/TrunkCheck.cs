using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Item 2: a trunk port carries exactly its ranges.</summary>
internal sealed class TrunkCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "trunks";
    private const string Source = "02:00:00:00:77:01";
    private static readonly int[] Inside = [10, 100, 102];
    private static readonly int[] Outside = [20, 99, 103, 4094];

    public override string Title => "a trunk port sends and gets exactly the VLANs of its ranges";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", "trunk:10,100-102");
        await using ExtraVm sender = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group, Source);
        await using ExtraVm receiver = await ExtraVm.AttachAsync(Fabric, "x2", 2, Group);
        try
        {
            await ExpectRangesAsync(sender.Vm, receiver.Vm);
        }
        finally
        {
            await sender.DisposeAsync();
            await receiver.DisposeAsync();
            await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
        }
    }

    private async Task ExpectRangesAsync(Vm sender, Vm receiver)
    {
        await using Capture atTrunk = await Capture.StartAsync(Lab, receiver.Name, "eth0", "in");
        await using Capture atAccess = await Capture.StartAsync(Lab, "vm2", "eth0", "in");
        foreach (int vlan in (int[])[.. Outside, .. Inside])
        {
            await sender.SendAsync("--from", Source, "--vlan", $"{vlan}");
        }

        await sender.SendAsync("--from", Source);
        // The last one is inside: when it is there, all that was sent before it would be.
        await sender.SendAsync("--from", Source, "--vlan", "101");
        Expect(await atTrunk.HasAsync("vlan 101 and ether proto 0x88b5"), $"VLAN 101 did not arrive at the other trunk port");
        await atAccess.HasAsync("ether proto 0x88b5");
        foreach (int vlan in Inside)
        {
            Expect(await atTrunk.CountAsync($"vlan {vlan} and ether proto 0x88b5") == 1, $"VLAN {vlan} did not arrive once at the other trunk port");
        }

        // Of the test's own EtherType only: the switch announces the sender's MAC (RARP) when it attaches.
        const string Untagged = $"ether src {Source} and ether proto 0x88b5";
        const string Tagged = $"ether src {Source} and vlan and ether proto 0x88b5";
        int all = await atTrunk.CountAsync(Untagged) + await atTrunk.CountAsync(Tagged);
        Expect(all == Inside.Length + 1, $"{all} frames arrived instead of {Inside.Length + 1}: {string.Join(" | ", await atTrunk.LinesAsync(Tagged))}");
        Expect(await atAccess.CountAsync("ether proto 0x88b5") == 1, $"the access port of VLAN 10 did not get that VLAN's frame once and untagged");
        Fact($"of tags {string.Join(", ", Inside)}, 101, {string.Join(", ", Outside)} and none: 10, 100, 101, 102 passed; 10 reached vm2 untagged");
    }
}
