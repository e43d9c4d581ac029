using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>Item 1: an uplink's NIC is the switch's alone.</summary>
internal sealed class SilentNicCheck(ProductionFabric fabric) : Check(fabric)
{
    public override string Title => "the host's NIC has no IP, is promiscuous, answers nothing, and its MAC is never a source";

    protected override async Task ObserveAsync()
    {
        for (int uplink = 1; uplink <= Lab.Options.Uplinks; uplink++)
        {
            await ExpectBareAsync(uplink);
        }

        Capture[] captures = await Task.WhenAll(Enumerable.Range(1, Lab.Options.Uplinks).Select(uplink => Capture.StartAsync(Lab, "phys", LabLayout.SwitchPort(1, uplink), "in")));
        try
        {
            await ExpectNoAnswerAsync();
            // VMs speak through the NICs at the same time, so that the captures are not merely empty.
            Expect(await Fabric.Vm(1).ReachesAsync(LabLayout.RouterAddress(ProductionFabric.WebVlan)), $"vm1 does not reach the router");
            int frames = 0;
            foreach (Capture capture in captures)
            {
                frames += await capture.CountAsync();
                for (int uplink = 1; uplink <= Lab.Options.Uplinks; uplink++)
                {
                    Expect(await capture.CountAsync($"ether src {LabLayout.NicMac(1, uplink)}") == 0, $"h1's {LabLayout.Nic(uplink)} was the source of a frame");
                }
            }

            Fact($"u1 and u2 of h1 bare and promiscuous, no answer to ARP or ping, source of 0 of {frames} frames");
        }
        finally
        {
            foreach (Capture capture in captures)
            {
                await capture.DisposeAsync();
            }
        }
    }

    private async Task ExpectBareAsync(int uplink)
    {
        string nic = LabLayout.Nic(uplink);
        using JsonDocument addresses = JsonDocument.Parse((await Lab.RunAsync("h1", ["ip", "-j", "addr", "show", "dev", nic])).Output);
        Expect(addresses.RootElement[0].GetProperty("addr_info").GetArrayLength() == 0, $"h1's {nic} has an IP address");
        using JsonDocument link = JsonDocument.Parse((await Lab.RunAsync("h1", ["ip", "-j", "-d", "link", "show", "dev", nic])).Output);
        Expect(link.RootElement[0].GetProperty("promiscuity").GetInt32() > 0, $"h1's {nic} is not promiscuous");
    }

    /// <summary>The router asks for an address that h1 has elsewhere, and pings it at the NIC's own MAC: Linux by itself would answer both.</summary>
    private async Task ExpectNoAnswerAsync()
    {
        string leg = LabLayout.Leg(0);
        string target = LabLayout.HostAddress(1);
        CommandResult arp = await Lab.RunAsync("router", ["arping", "-c", "2", "-w", "1", "-I", leg, target]);
        Expect(arp.ExitCode != 0, $"h1 answered ARP for {target} on its uplinks");
        await Shell.MustAsync(["ip", "-n", Lab.Layout.Router, "route", "replace", $"{target}/32", "dev", leg]);
        await Shell.MustAsync(["ip", "-n", Lab.Layout.Router, "neigh", "replace", target, "lladdr", LabLayout.NicMac(1, 1), "dev", leg]);
        CommandResult ping = await Lab.RunAsync("router", ["ping", "-n", "-q", "-c", "3", "-i", "0.2", "-W", "1", target]);
        Expect(ping.ExitCode == 1, $"h1 answered a ping at its NIC's own MAC");
        await Shell.MustAsync(["ip", "-n", Lab.Layout.Router, "neigh", "del", target, "dev", leg]);
        await Shell.MustAsync(["ip", "-n", Lab.Layout.Router, "route", "del", $"{target}/32", "dev", leg]);
    }
}
