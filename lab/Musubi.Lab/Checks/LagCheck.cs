using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>
/// A LAG from the command line to the wire and back. The physical switch of the lab is a plain bridge, which speaks no LACP and passes none on: what
/// a LAG with a partner does is shown with Open vSwitch in the data plane's own tests.
/// </summary>
internal sealed class LagCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string NoPartner = "no partner speaks LACP";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public override string Title => "a LAG set on the switch is spoken for on every host, is shown with what is wrong with it, and carries nothing without a partner";

    protected override async Task ObserveAsync()
    {
        if (Lab.Options.Uplinks < 2)
        {
            Fact($"not shown: it takes an uplink beside the LAG");
            return;
        }

        string uplink = $"Uplink {Lab.Options.Uplinks}";
        await using Capture capture = await Capture.StartAsync(Lab, "phys", LabLayout.SwitchPort(1, Lab.Options.Uplinks), "in");
        await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--lag", $"lag1:uplink={uplink},rate=fast", "--wait");
        try
        {
            Expect(await capture.HasAsync($"ether proto 0x8809 and ether dst 01:80:c2:00:00:02 and ether src {LabLayout.NicMac(1, Lab.Options.Uplinks)}", count: 2), $"no LACP left h1 by {uplink}");
            bool told = await Wait.UntilAsync(async () => (await MembersAsync()) is var members && members.Count == Lab.Options.Hosts && members.TrueForAll(member => Text(member, "reason") == NoPartner), Limit);
            Expect(told, $"not all {Lab.Options.Hosts} hosts say that {NoPartner}: {string.Join(", ", (await MembersAsync()).Select(member => $"{Text(member, "state")} {Text(member, "reason")}"))}");
            string[] pinned = [.. (await Fabric.Controller.ListAsync("port", "list")).Select(port => port.TryGetProperty("runtime", out JsonElement runtime) ? Text(runtime, "pinnedUplink") : "").Where(name => name.Length > 0).Distinct()];
            Expect(pinned.Length > 0 && !pinned.Contains(uplink) && !pinned.Contains("lag1"), $"ports are pinned to {string.Join(", ", pinned)}");
            Vm vm = Fabric.Vm(2);
            string address = await Fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
            Expect(await vm.ReachesAsync(address), $"vm2 does not reach vm3 by what is left");
            Fact($"{Lab.Options.Hosts} hosts speak LACP by {uplink} and find no partner; ports use {string.Join(", ", pinned)}");
        }
        finally
        {
            await Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--lag", "none", "--wait");
        }
    }

    private async Task<List<JsonElement>> MembersAsync() =>
        [.. (await Fabric.Controller.ListAsync("lag", "list", "--switch", ProductionFabric.Switch)).SelectMany(lag => lag.GetProperty("members").EnumerateArray())];

    private static string Text(JsonElement item, string name) => item.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";
}
