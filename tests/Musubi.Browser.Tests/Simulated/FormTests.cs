using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>Forms speak with the controller while people type, and with whoever else types.</summary>
[Collection(PagesCollection.Name)]
public sealed class FormTests(PagesFixture pages)
{
    [Fact]
    public async Task A_rule_that_is_broken_is_told_at_its_field_while_it_is_typed_and_what_was_typed_stays()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("portgroups/new?switch=prod");
        await Forms.FillAsync(visitor, "name", "web");
        await Assertions.Expect(visitor.Page.GetByTestId("error-name")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Forms.ExpectAsync(visitor, "wrong");
        await Assertions.Expect(visitor.Page.GetByTestId("input-name")).ToHaveValueAsync("web");

        await Forms.FillAsync(visitor, "name", "never made");
        await Forms.ExpectAsync(visitor, "right");
        await Assertions.Expect(visitor.Page.GetByTestId("error-name")).ToHaveCountAsync(0);
        Assert.DoesNotContain(await pages.Api.ListAsync("/portgroups"), group => group.GetProperty("name").GetString() == "never made");
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task A_port_group_is_made_copied_and_deleted()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("portgroups/new?switch=prod");
        await Forms.FillAsync(visitor, "name", "voice");
        await visitor.Page.GetByTestId("own-policy.vlan").CheckAsync();
        await Forms.FillVlanAsync(visitor, "policy.vlan", 55);
        await Forms.SendAsync(visitor);
        Assert.Equal("55", (await pages.Api.GetAsync("/portgroups/voice")).GetProperty("policy").GetProperty("vlan").GetString());

        await visitor.OpenAsync($"portgroups/new?from={(await pages.Api.GetAsync("/portgroups/voice")).GetProperty("id").GetString()}");
        await Forms.FillAsync(visitor, "name", "voice 2");
        await Forms.SendAsync(visitor);
        Assert.Equal("55", (await pages.Api.GetAsync("/portgroups/voice%202")).GetProperty("policy").GetProperty("vlan").GetString());

        foreach (string name in new[] { "voice", "voice 2" })
        {
            await visitor.OpenAsync($"portgroups/{(await pages.Api.GetAsync($"/portgroups/{Uri.EscapeDataString(name)}")).GetProperty("id").GetString()}");
            await visitor.Page.GetByTestId("delete").ClickAsync();
            await Forms.ApplyAsync(visitor);
        }

        Assert.DoesNotContain(await pages.Api.ListAsync("/portgroups"), group => group.GetProperty("name").GetString()!.StartsWith("voice", StringComparison.Ordinal));
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task Of_two_who_edit_one_port_group_the_second_is_told_keeps_what_was_typed_and_overwrites_nothing()
    {
        await pages.Api.PostAsync("/portgroups", new { name = "shared", @switch = "prod", policy = new { vlan = "60" } });
        string address = $"portgroups/{(await pages.Api.GetAsync("/portgroups/shared")).GetProperty("id").GetString()}/edit";
        await using Visitor first = await pages.AdministratorAsync();
        await using Visitor second = await pages.AdministratorAsync();
        await first.OpenAsync(address);
        await second.OpenAsync(address);
        await second.Page.GetByTestId("input-portCount").FillAsync("24");
        await Forms.FillVlanAsync(first, "policy.vlan", 61);
        await Forms.SendAsync(first);

        await Assertions.Expect(second.Page.GetByTestId("form-stale")).ToBeVisibleAsync(new() { Timeout = 15_000 });
        await Assertions.Expect(second.Page.GetByTestId("input-portCount")).ToHaveValueAsync("24");
        await second.Page.GetByTestId("form-take-over").ClickAsync();
        await Forms.SendAsync(second);

        JsonElement made = await pages.Api.GetAsync("/portgroups/shared");
        Assert.Equal(("61", 24), (made.GetProperty("policy").GetProperty("vlan").GetString(), made.GetProperty("portCount").GetInt32()));
        await pages.Api.DeleteAsync("/portgroups/shared");
    }

    [Fact]
    public async Task A_switch_is_made_with_hosts_and_a_port_group_in_one_go_and_what_it_changes_is_shown_before()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("switches/new");
        await Forms.FillAsync(visitor, "name", "storage");
        foreach (string host in new[] { "kvm-a01", "kvm-a02" })
        {
            await visitor.Page.GetByTestId($"host-{host}").CheckAsync();
            await visitor.Page.GetByTestId($"nic-{host}-Uplink 1").SelectOptionAsync("eth4");
            await visitor.Page.GetByTestId($"nic-{host}-Uplink 2").SelectOptionAsync("eth5");
        }

        await Forms.FillAsync(visitor, "group.name", "ceph");
        await Forms.FillVlanAsync(visitor, "group.policy.vlan", 700);
        await Forms.ExpectAsync(visitor, "right");
        await Assertions.Expect(visitor.Page.GetByTestId("form-preview")).ToContainTextAsync("kvm-a02");
        await Forms.SendAsync(visitor);

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/switches/[0-9a-f-]{36}$"));
        JsonElement made = await pages.Api.GetAsync("/switches/storage");
        Assert.Equal(2, made.GetProperty("hosts").GetArrayLength());
        Assert.Empty(visitor.TakeComplaints());

        await pages.Api.DeleteAsync("/portgroups/ceph");
        await pages.Api.PatchAsync("/switches/storage", new { hosts = Array.Empty<object>() });
        await pages.Api.DeleteAsync("/switches/storage");
    }

    [Fact]
    public async Task A_NIC_that_is_a_host_s_way_to_the_controller_is_not_to_be_had()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("switches/new");
        await visitor.Page.GetByTestId("host-kvm-a01").CheckAsync();
        ILocator choices = visitor.Page.GetByTestId("nic-kvm-a01-Uplink 1");
        await Assertions.Expect(choices.Locator("option[value=eth0]:not([disabled])")).ToHaveCountAsync(0);
        await Assertions.Expect(choices.Locator("option[value=eth2]:not([disabled])")).ToHaveCountAsync(0);
        await Assertions.Expect(choices.Locator("option[value=eth4]:not([disabled])")).ToHaveCountAsync(1);
    }
}
