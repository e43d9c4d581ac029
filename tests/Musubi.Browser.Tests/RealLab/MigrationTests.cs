using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Topology;

namespace Musubi.Browser.Tests.RealLab;

/// <summary>A NIC and the VM behind it move from a host's standard switch to the distributed one by hand of the page, under a ping.</summary>
[Collection(LabPagesCollection.Name)]
public sealed class MigrationTests(LabPagesFixture lab)
{
    private const string Address = "10.10.1.215";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string LastUplink => ProductionFabric.UplinkName(2);

    [Fact]
    public async Task What_would_be_cut_off_is_refused_and_what_is_right_moves_while_a_ping_goes_on()
    {
        MusubiCli host = lab.Fabric.Local(2);
        string spare = LabLayout.Nic(lab.Datacenter.Layout.Nics);
        try
        {
            await SetUplinksAsync($"{ProductionFabric.UplinkName(1)}={LabLayout.Nic(1)}");
            await host.DoAsync("switch", "create", "vss9", "--uplinks", "1", "--uplink", $"Uplink 1={spare}", "--wait");
            await host.DoAsync("portgroup", "create", "lan9", "--switch", "vss9", "--vlan", $"{ProductionFabric.WebVlan}", "--wait");
            ExtraVm guest = await ExtraVm.AttachLocallyAsync(lab.Fabric, "x9", 2, "lan9");
            await guest.Vm.MustAsync("ip", "addr", "add", $"{Address}/16", "dev", "eth0");
            await using PingStream ping = await PingStream.StartAsync(lab.Datacenter, "vm1", Address);

            await MoveAsync(spare);

            Assert.True(await ping.RepliesAfterAsync(PingStream.Now, Patience), "the VM does not answer on the distributed switch");
            await ping.StopAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"of pings every 10 ms {ping.Lost} of {ping.Sent} were lost");
            Assert.Equal(ProductionFabric.Web, (await lab.Api.GetAsync("/vms/x9")).GetProperty("vnics")[0].GetProperty("portGroup").GetString());
        }
        finally
        {
            await RestoreAsync(host);
        }
    }

    private async Task MoveAsync(string spare)
    {
        await using Visitor visitor = await lab.AdministratorAsync();
        await visitor.OpenAsync($"switches/{(await lab.Api.GetAsync($"/switches/{ProductionFabric.Switch}")).GetProperty("id").GetString()}/migrate");
        await visitor.Page.GetByTestId("migrate-host-h2").CheckAsync(new() { Timeout = 30_000 });
        await visitor.Page.GetByTestId($"move-nic-{spare}").SelectOptionAsync(LastUplink);

        // The NIC alone would leave the VM behind without one; another VLAN would be another network.
        await Forms.ExpectAsync(visitor, "wrong");
        await visitor.Page.GetByTestId("move-portGroups-lan9").SelectOptionAsync(ProductionFabric.Db);
        await Forms.ExpectAsync(visitor, "wrong");
        await Assertions.Expect(visitor.Page.Locator("main")).ToContainTextAsync("would be in another network");

        await visitor.Page.GetByTestId("move-portGroups-lan9").SelectOptionAsync(ProductionFabric.Web);
        await Forms.SendAsync(visitor);
        Assert.Empty(visitor.TakeComplaints());
    }

    private Task<string> SetUplinksAsync(params string[] filled) =>
        lab.Fabric.Controller.DoAsync(["switch", "set-host", ProductionFabric.Switch, "h2", .. filled.SelectMany(one => new[] { "--uplink", one }), "--wait"]);

    private async Task RestoreAsync(MusubiCli host)
    {
        await lab.Fabric.Controller.TryAsync("vm", "detach", "x9", "--wait");
        await host.TryAsync("vm", "detach", "x9", "--wait");
        await SetUplinksAsync($"{ProductionFabric.UplinkName(1)}={LabLayout.Nic(1)}", $"{LastUplink}={LabLayout.Nic(2)}");
        await host.TryAsync("portgroup", "delete", "lan9", "--wait");
        await host.TryAsync("switch", "delete", "vss9", "--wait");
        await Network.RemoveNamespaceAsync($"{lab.Datacenter.Options.Name}-x9");
    }
}
