using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Checks;

/// <summary>A VM, a host adapter and the NIC that carries both move from a standard switch of h2 to the distributed one, while another VM pings it.</summary>
internal sealed class StandardMigrationCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Host = 2;
    private const string HostName = "h2";
    private const string Standard = "vss1";
    private const string Group = "lan1";
    private const string Guest = "x5";
    private const string Adapter = "vmk5";
    private const string AdapterAddress = "10.10.1.206";

    /// <summary>Of a ping's silence.</summary>
    private static readonly TimeTarget Target = new(1.0);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Title => "a VM, a host adapter and their NIC move from a standard switch to the distributed one while a ping goes on; what would be cut off is refused";

    private string Spare => LabLayout.Nic(Lab.Layout.Nics);

    private string LastUplink => ProductionFabric.UplinkName(Lab.Options.Uplinks);

    protected override async Task ObserveAsync()
    {
        MusubiCli local = Fabric.Local(Host);
        try
        {
            // The switch's last uplink is left open, for the NIC that comes.
            await SetUplinksAsync(Lab.Options.Uplinks - 1);
            await local.DoAsync("switch", "create", Standard, "--uplinks", "1", "--uplink", $"Uplink 1={Spare}", "--wait");
            await local.DoAsync("portgroup", "create", Group, "--switch", Standard, "--vlan", $"{ProductionFabric.WebVlan}", "--wait");
            await Network.AddNamespaceAsync($"{Lab.Options.Name}-{Guest}");
            await local.DoAsync("vm", "attach", Guest, "--portgroup", Group, "--netns", Lab.NamespaceOf(Guest), "--interface", "eth0", "--wait");
            await local.DoAsync("adapter", "create", Adapter, "--portgroup", Group, "--address", $"{AdapterAddress}/16", "--wait");
            await MoveAsync(new Vm(Lab, Guest, Host, Group, "10.10.1.205/16"));
        }
        finally
        {
            await RestoreAsync(local);
        }
    }

    private async Task MoveAsync(Vm guest)
    {
        string address = await guest.BootAsync();
        bool told = await Wait.UntilAsync(async () => (await Fabric.Controller.TryAsync("host", "switches", HostName)).Output.Contains($"{Guest}/nic0", StringComparison.Ordinal), Patience);
        Expect(told, $"the controller does not show {Guest} on {Standard}");
        await ExpectRefusedAsync("is filled already", "--uplink", $"{ProductionFabric.UplinkName(1)}={Spare}", "--portgroup", $"{Group}={ProductionFabric.Web}");
        await ExpectRefusedAsync("the last NIC of standard switch", "--uplink", $"{LastUplink}={Spare}");
        await ExpectRefusedAsync("would be in another network", "--uplink", $"{LastUplink}={Spare}", "--portgroup", $"{Group}={ProductionFabric.Db}");
        string[] migrate = ["host", "migrate", HostName, "--to", ProductionFabric.Switch, "--uplink", $"{LastUplink}={Spare}", "--portgroup", $"{Group}={ProductionFabric.Web}"];
        string shown = await Fabric.Controller.DoAsync([.. migrate, "--dry-run"]);
        Expect(shown.Contains($"NIC {Spare}", StringComparison.Ordinal) && shown.Contains($"{Guest}/nic0", StringComparison.Ordinal), $"a dry run does not show what moves: {shown}");
        string mac = await guest.MacAsync();
        await using PingStream ping = await PingStream.StartAsync(Lab, "vm1", address);
        await using PingStream second = await PingStream.StartAsync(Lab, "vm1", AdapterAddress);
        double start = PingStream.Now;
        await Fabric.Controller.DoAsync([.. migrate, "--wait"]);
        double end = PingStream.Now;
        Expect(await ping.RepliesAfterAsync(end + 1, Patience), $"{Guest} does not answer on the distributed switch");
        Expect(await second.RepliesAfterAsync(end + 1, Patience), $"{Adapter} does not answer on the distributed switch");
        await ping.StopAsync();
        await second.StopAsync();
        double gap = Math.Max(ping.LongestGap(start, end).Seconds, second.LongestGap(start, end).Seconds);
        Expect(Target.Allows(gap), $"while they moved the VM or the host adapter was silent for {Target.Tell(gap)}");
        Expect(await guest.MacAsync() == mac && await guest.AddressAsync() == address, $"the VM's NIC is not the one it had");
        JsonElement vm = await Fabric.Controller.QueryAsync("vm", "show", Guest);
        Expect(vm.GetProperty("vnics")[0].GetProperty("portGroup").GetString() == ProductionFabric.Web, $"the controller does not have it on {ProductionFabric.Web}: {vm}");
        bool left = await Wait.UntilAsync(async () => !(await Fabric.Controller.TryAsync("host", "switches", HostName)).Output.Contains($"{Guest}/nic0", StringComparison.Ordinal), Patience);
        Expect(left, $"{Standard} still shows {Guest}");
        Fact($"of pings every 10 ms to the VM {ping.Lost} of {ping.Sent} were lost, to a host adapter that moved with it {second.Lost} of {second.Sent}, longest silence {Target.Tell(gap)}; three moves that would cut off were refused");
    }

    private async Task ExpectRefusedAsync(string reason, params string[] what)
    {
        CommandResult refused = await Fabric.Controller.TryAsync(["host", "migrate", HostName, "--to", ProductionFabric.Switch, .. what]);
        Expect(!refused.Succeeded && refused.Said.Contains(reason, StringComparison.Ordinal), $"`{string.Join(' ', what)}` was not refused with \"{reason}\": {refused.Said}");
    }

    private async Task SetUplinksAsync(int count) => await Fabric.Controller.DoAsync(
        ["switch", "set-host", ProductionFabric.Switch, HostName, .. Enumerable.Range(1, count).SelectMany(uplink => new[] { "--uplink", $"{ProductionFabric.UplinkName(uplink)}={LabLayout.Nic(uplink)}" }), "--wait"]);

    private async Task RestoreAsync(MusubiCli local)
    {
        await Fabric.Controller.TryAsync("vm", "detach", Guest, "--wait");
        await Fabric.Controller.TryAsync("adapter", "delete", Adapter, "--host", HostName, "--wait");
        await local.TryAsync("vm", "detach", Guest, "--wait");
        await local.TryAsync("adapter", "delete", Adapter, "--wait");
        await SetUplinksAsync(Lab.Options.Uplinks);
        await local.TryAsync("portgroup", "delete", Group, "--wait");
        await local.TryAsync("switch", "delete", Standard, "--wait");
        await Network.RemoveNamespaceAsync($"{Lab.Options.Name}-{Guest}");
    }
}
