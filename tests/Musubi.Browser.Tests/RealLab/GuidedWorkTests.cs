using System.Globalization;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Browser.Tests.RealLab;

/// <summary>Guided work on a real lab, done to its end: what it made carries frames.</summary>
[Collection(LabPagesCollection.Name)]
public sealed class GuidedWorkTests(LabPagesFixture lab)
{
    [Fact]
    public async Task A_port_group_that_was_made_on_a_page_lets_a_ping_through()
    {
        await using Visitor visitor = await lab.AdministratorAsync();
        await visitor.OpenAsync($"portgroups/new?switch={ProductionFabric.Switch}");
        await Forms.FillAsync(visitor, "name", "lobby");
        await visitor.Page.GetByTestId("own-policy.vlan").CheckAsync();
        await Forms.FillVlanAsync(visitor, "policy.vlan", 30);
        await Forms.SendAsync(visitor);

        await ExpectPingAsync("lobby", 30);
        await DeleteGroupAsync(visitor, "lobby");
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task A_switch_with_its_hosts_and_a_port_group_that_was_made_on_a_page_lets_a_ping_through()
    {
        string free = LabLayout.Nic(lab.Datacenter.Layout.Nics);
        await using Visitor visitor = await lab.AdministratorAsync();
        await visitor.OpenAsync("switches/new");
        await Forms.FillAsync(visitor, "name", "annex");
        await visitor.Page.GetByTestId("remove-uplinks-1").ClickAsync();
        foreach (string host in new[] { "h1", "h2" })
        {
            await visitor.Page.GetByTestId($"host-{host}").CheckAsync();
            await visitor.Page.GetByTestId($"nic-{host}-Uplink 1").SelectOptionAsync(free);
        }

        await Forms.FillAsync(visitor, "group.name", "gallery");
        await Forms.FillVlanAsync(visitor, "group.policy.vlan", 40);
        await Forms.SendAsync(visitor);

        await ExpectPingAsync("gallery", 40);
        await DeleteGroupAsync(visitor, "gallery");
        await lab.Fabric.Controller.DoAsync("switch", "remove-host", "annex", "h1", "--wait");
        await lab.Fabric.Controller.DoAsync("switch", "remove-host", "annex", "h2", "--wait");
        await lab.Api.DeleteAsync("/switches/annex");
    }

    [Fact]
    public async Task A_host_that_is_added_to_a_switch_on_a_page_carries_its_ports()
    {
        string free = LabLayout.Nic(lab.Datacenter.Layout.Nics);
        await lab.Fabric.Controller.DoAsync("switch", "create", "wing", "--uplinks", "1");
        await lab.Fabric.Controller.DoAsync("switch", "add-host", "wing", "h1", "--uplink", $"Uplink 1={free}", "--wait");
        await lab.Fabric.Controller.DoAsync("portgroup", "create", "corridor", "--switch", "wing", "--vlan", "50", "--wait");
        await using Visitor visitor = await lab.AdministratorAsync();
        await visitor.OpenAsync($"switches/{(await lab.Api.GetAsync("/switches/wing")).GetProperty("id").GetString()}/hosts");
        await visitor.Page.GetByTestId("host-h2").CheckAsync();
        await visitor.Page.GetByTestId("nic-h2-Uplink 1").SelectOptionAsync(free);
        await Forms.SendAsync(visitor);

        await ExpectPingAsync("corridor", 50);
        await lab.Api.DeleteAsync("/portgroups/corridor");
        await lab.Fabric.Controller.DoAsync("switch", "remove-host", "wing", "h1", "--wait");
        await lab.Fabric.Controller.DoAsync("switch", "remove-host", "wing", "h2", "--wait");
        await lab.Api.DeleteAsync("/switches/wing");
    }

    /// <summary>Two VMs that were never there before, one on each host.</summary>
    private async Task ExpectPingAsync(string group, int vlan)
    {
        string near = string.Create(CultureInfo.InvariantCulture, $"10.{vlan}.1.1");
        string far = string.Create(CultureInfo.InvariantCulture, $"10.{vlan}.1.2");
        await using ExtraVm one = await ExtraVm.AttachAsync(lab.Fabric, "x1", 1, group);
        await using ExtraVm other = await ExtraVm.AttachAsync(lab.Fabric, "x2", 2, group);
        await one.Vm.MustAsync("ip", "addr", "add", $"{near}/24", "dev", "eth0");
        await other.Vm.MustAsync("ip", "addr", "add", $"{far}/24", "dev", "eth0");
        Assert.True(await one.Vm.ReachesAsync(far), $"no ping crosses the hosts on {group}");
    }

    private async Task DeleteGroupAsync(Visitor visitor, string group)
    {
        await visitor.OpenAsync($"portgroups/{(await lab.Api.GetAsync($"/portgroups/{group}")).GetProperty("id").GetString()}");
        await visitor.Page.GetByTestId("delete").ClickAsync();
        await Forms.ApplyAsync(visitor);
    }
}
