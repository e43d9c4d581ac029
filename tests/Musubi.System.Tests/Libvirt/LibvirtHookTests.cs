using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;
using Musubi.SystemTests.Vhost;

namespace Musubi.SystemTests.Libvirt;

/// <summary>libvirt starts and stops guests, and its hook connects them: libvirtd, QEMU and the fabric are the real ones.</summary>
[Collection(QemuCollection.Name)]
public sealed class LibvirtHookTests : IAsyncLifetime
{
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(120);

    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mvirt", Hosts = 1, Vms = 1 });
    private ProductionFabric _fabric = null!;
    private PrivateLibvirt _libvirt = null!;

    public async ValueTask InitializeAsync()
    {
        await _datacenter.DownAsync();
        await _datacenter.UpAsync(TestContext.Current.CancellationToken);
        _fabric = new ProductionFabric(_datacenter, TestContext.Current.SendDiagnosticMessage);
        await _fabric.BuildAsync();
        _libvirt = new PrivateLibvirt(_datacenter);
        CommandResult installed = await _datacenter.RunAsync("h1", [Lab.Installation.Program("musubi"), "host", "hook", "install", "--path", _libvirt.HookFile]);
        Assert.True(installed.Succeeded, installed.Said);
        await _libvirt.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _libvirt.DisposeAsync();
        await _datacenter.DownAsync();
    }

    [Fact]
    public async Task Guests_attach_themselves_also_without_the_controller_and_a_start_without_a_port_is_refused_with_the_reason()
    {
        await DefineAsync("lv1", 1, ProductionFabric.Web);
        await DefineAsync("lv2", 2, "nowhere");
        await DefineAsync("lv3", 3, ProductionFabric.Web);

        await StartAsync("lv1");
        string first = await PortAsync("lv1");
        CommandResult refused = await _libvirt.VirshAsync("start", "lv2");
        Assert.False(refused.Succeeded);
        Assert.Contains("portGroup: must name a port group that exists (got \"nowhere\")", refused.Said, StringComparison.Ordinal);
        await StopAsync("lv1");
        await StartAsync("lv1");
        Assert.Equal(first, await PortAsync("lv1"));

        await StopAsync("lv1");
        await _datacenter.Processes.KillAsync(Services.Controller, stayDead: true);
        refused = await _libvirt.VirshAsync("start", "lv3");
        Assert.False(refused.Succeeded);
        Assert.Contains("the VM holds no such port on this host, and only the controller can give it one", refused.Said, StringComparison.Ordinal);
        await StartAsync("lv1");
    }

    [Fact]
    public async Task A_guest_on_a_tap_finds_the_agent_s_on_the_port_it_holds_also_without_the_controller()
    {
        const string Tap = "lt1nic0";
        await _libvirt.DefineAsync("lt1", GuestNic.Tap(Mac(4), ProductionFabric.Web, Tap));
        await _libvirt.DefineAsync("lt2", GuestNic.Tap(Mac(5), ProductionFabric.Web, "lt2nic0", managed: "yes"));

        Assert.False(await HasLinkAsync(Tap));
        await StartAsync("lt1");
        string first = await PortAsync("lt1");
        Assert.Equal("tap", (await VnicAsync("lt1")).GetProperty("attachment").GetProperty("type").GetString());
        Assert.True(await HasLinkAsync(Tap));

        CommandResult refused = await _libvirt.VirshAsync("start", "lt2");
        Assert.False(refused.Succeeded);
        Assert.Contains("target managed: must be no: the host's agent makes the TAP (got \"yes\")", refused.Said, StringComparison.Ordinal);

        await StopAsync("lt1");
        Assert.True(await Wait.UntilAsync(async () => !await HasLinkAsync(Tap), TimeSpan.FromSeconds(60)), "the TAP is still there");
        await StartAsync("lt1");
        Assert.Equal(first, await PortAsync("lt1"));

        await StopAsync("lt1");
        await _datacenter.Processes.KillAsync(Services.Controller, stayDead: true);
        await StartAsync("lt1");
    }

    private static string Mac(int number) => $"02:4d:76:00:00:{number:x2}";

    private Task DefineAsync(string name, int number, string portGroup) =>
        _libvirt.DefineAsync(name, GuestNic.VhostUser(Mac(number), portGroup, Path.Combine(_datacenter.Layout.HostRun(1), "vhost", $"{name}.nic0.sock")));

    private async Task<bool> HasLinkAsync(string name) => (await _datacenter.RunAsync("h1", ["ip", "link", "show", name])).Succeeded;

    /// <summary>Its guest has an address by DHCP and reaches the router.</summary>
    private async Task StartAsync(string name)
    {
        CommandResult started = await _libvirt.VirshAsync("start", name);
        Assert.True(started.Succeeded, started.Said);
        await _libvirt.Console(name).WaitReadyAsync(BootLimit);
        CommandResult reached = await _libvirt.Console(name).RunAsync(
            $"udhcpc -i eth0 -s /etc/dhcp.sh -q -n -t 20 -T 1 && ping -c 3 -W 2 {LabLayout.RouterAddress(ProductionFabric.WebVlan)}");
        Assert.True(reached.Succeeded, reached.Said);
    }

    private async Task StopAsync(string name)
    {
        CommandResult stopped = await _libvirt.VirshAsync("destroy", name);
        Assert.True(stopped.Succeeded, stopped.Said);
        Assert.True(await Wait.UntilAsync(async () => !(await VnicAsync(name)).TryGetProperty("runtime", out _), TimeSpan.FromSeconds(60)),
            "the host still has the port attached");
    }

    private async Task<string> PortAsync(string name) => (await VnicAsync(name)).GetProperty("portId").GetString()!;

    private async Task<JsonElement> VnicAsync(string name) => (await _fabric.Local(1).QueryAsync("vm", "show", name)).GetProperty("vnics")[0];
}
