using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Item 9: two active uplinks of each host into one L2 network, and a physical switch that floods all it gets.</summary>
internal sealed class NoLoopCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Frames = 100;

    public override string Title => "broadcast, and unicast that the physical switch floods, arrives once everywhere and does not come back";

    protected override async Task ObserveAsync()
    {
        await Lab.Network.SetFloodingAsync(true);
        try
        {
            await BroadcastAsync();
            await UnicastAsync();
        }
        finally
        {
            await Lab.Network.SetFloodingAsync(false);
        }
    }

    private async Task BroadcastAsync()
    {
        string mac = await Fabric.Vm(1).MacAsync();
        string mine = $"ether src {mac} and ether proto 0x88b5";
        int[] listeners = [1, 2, 3, 4, 5, 6];
        Dictionary<int, Capture> captures = [];
        try
        {
            foreach (int vm in listeners)
            {
                captures[vm] = await Capture.StartAsync(Lab, $"vm{vm}", "eth0", "in");
            }

            await Fabric.Vm(1).SendAsync("--from", mac, "--count", $"{Frames}", "--text", "broadcast");
            await ExpectMarkerAsync(captures);
            foreach (int vm in listeners)
            {
                int expected = vm is 2 or 3 or 4 ? Frames : 0;
                int got = await captures[vm].CountAsync(mine);
                Expect(got == expected, $"vm{vm} got {got} of {Frames} broadcasts instead of {expected}");
            }

            Fact($"{Frames} broadcasts: {Frames} at each of vm2, vm3, vm4; 0 back at vm1; 0 in the other VLAN");
        }
        finally
        {
            foreach (Capture capture in captures.Values)
            {
                await capture.DisposeAsync();
            }
        }
    }

    /// <summary>A second round trip after the frames: whatever was going to come has come by then.</summary>
    private async Task ExpectMarkerAsync(Dictionary<int, Capture> captures)
    {
        foreach (int vm in new[] { 2, 3, 4 })
        {
            Expect(await captures[vm].HasAsync("ether proto 0x88b5", Frames), $"the broadcasts did not reach vm{vm}");
            string address = await Fabric.Vm(vm).AddressAsync() ?? throw new LabException($"vm{vm} has no address");
            Expect(await Fabric.Vm(1).ReachesAsync(address), $"vm1 does not reach vm{vm} while the physical switch floods");
        }
    }

    private async Task UnicastAsync()
    {
        string address = await Fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        string mac = await Fabric.Vm(2).MacAsync();
        await using Capture atTarget = await Capture.StartAsync(Lab, "vm2", "eth0", "in", "icmp");
        await using Capture atOther = await Capture.StartAsync(Lab, "vm3", "eth0", "in", $"ether dst {mac}");
        int sent, lost, duplicates;
        await using (PingStream ping = await PingStream.StartAsync(Lab, "vm1", address))
        {
            await Wait.UntilAsync(() => ping.Replies.Count >= Frames, TimeSpan.FromSeconds(60));
            await ping.StopAsync();
            (sent, lost, duplicates) = (ping.Sent, ping.Lost, ping.Duplicates);
        }

        const string Requests = "icmp[icmptype] = icmp-echo";
        await atTarget.HasAsync(Requests, sent);
        int arrived = await atTarget.CountAsync(Requests);
        Expect(lost == 0 && duplicates == 0, $"{lost} of {sent} pings lost, {duplicates} duplicates while the physical switch floods");
        Expect(arrived <= sent && arrived >= sent - 1, $"{sent} flooded unicast frames arrived {arrived} times");
        Expect(await atOther.CountAsync() == 0, $"vm3 got unicast frames for vm2");
        Fact($"{sent} flooded unicast frames: {arrived} arrivals, none at vm3");
    }
}
