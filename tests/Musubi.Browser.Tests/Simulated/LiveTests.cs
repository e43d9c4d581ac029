using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;
using Musubi.Lab.Checks;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>What changes in the fabric changes on open pages.</summary>
[Collection(PagesCollection.Name)]
public sealed class LiveTests(PagesFixture pages)
{
    private static readonly TimeTarget Second = new(1);
    private static readonly TimeTarget TwoSeconds = new(2);

    [Fact]
    public async Task A_change_by_another_client_is_on_the_page_within_a_second()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        string port = await pages.Fabric.PortOfAsync("vm2");
        await visitor.OpenAsync($"ports/{port}");
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("running");
        await Clocked.WithinAsync(
            Second,
            () => pages.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked = true } }),
            () => Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("blocked"),
            "from the API to the port's page");
        await Clocked.WithinAsync(
            Second,
            () => pages.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked = (bool?)null } }),
            () => Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("running"),
            "and back");
    }

    [Fact]
    public async Task A_VM_that_is_connected_and_gone_again_comes_and_goes_in_an_open_table()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("vms");
        ILocator row = visitor.Page.Locator("tr", new() { HasText = "newcomer" });
        await Assertions.Expect(visitor.Page.Locator("tr", new() { HasText = "vm1" })).ToHaveCountAsync(1);
        await Clocked.WithinAsync(
            Second,
            () => pages.Api.PutAsync("/vms/newcomer/vnics/nic0", new { portGroup = "web", host = "kvm-a01", attachment = new { type = "namespace", @namespace = "newcomer", @interface = "eth0" } }),
            () => Assertions.Expect(row).ToHaveCountAsync(1),
            "from the API to the table of VMs");
        await pages.Api.DeleteAsync("/vms/newcomer/vnics/nic0");
        await Assertions.Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_lost_link_is_told_within_two_seconds_on_the_overview_the_host_and_the_picture()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await using Visitor other = await pages.AdministratorAsync();
        string host = pages.Fabric.Host("kvm-a02").Id.ToString();
        await visitor.OpenAsync("");
        await other.OpenAsync("topology");
        await Assertions.Expect(visitor.Page.GetByTestId("tile-uplinks-down")).ToHaveTextAsync("0");
        await Assertions.Expect(other.Page.Locator($"[data-key='nic {host} Uplink 2'] .mark-good")).ToHaveCountAsync(1);
        try
        {
            await Clocked.WithinAsync(
                TwoSeconds,
                () =>
                {
                    pages.Fabric.Host("kvm-a02").SetLink("eth3", up: false);
                    return Task.CompletedTask;
                },
                async () =>
                {
                    await Assertions.Expect(visitor.Page.GetByTestId("tile-uplinks-down")).ToHaveTextAsync("1");
                    await Assertions.Expect(other.Page.Locator($"[data-key='nic {host} Uplink 2'] .mark-bad")).ToHaveCountAsync(1);
                },
                "from the host to overview and picture");
            await Assertions.Expect(visitor.Page.GetByTestId("attention")).ToContainTextAsync("kvm-a02 prod/Uplink 2");
            await visitor.OpenAsync($"hosts/{host}");
            await Assertions.Expect(visitor.Page.Locator("tr", new() { HasText = "eth3" }).Locator(".mark.bad")).ToHaveCountAsync(1);
        }
        finally
        {
            pages.Fabric.Host("kvm-a02").SetLink("eth3", up: true);
        }
    }

    [Fact]
    public async Task A_table_is_filtered_and_sorted_by_the_controller()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("vms");
        ILocator rows = visitor.Page.Locator("table.live tbody tr", new() { Has = visitor.Page.Locator("td b") });
        await Assertions.Expect(rows).ToHaveCountAsync(8);
        await visitor.Page.GetByTestId("filter").FillAsync("db kvm-a01");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("vm7");
        await visitor.Page.GetByTestId("filter").FillAsync("");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "VM", Exact = true }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^VM") }).ClickAsync();
        await Assertions.Expect(rows.First).ToContainTextAsync("vm8");
        await Assertions.Expect(visitor.Page.Locator("th[aria-sort=descending]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Only_rows_that_are_seen_are_on_the_page()
    {
        await pages.Api.PostAsync("/portgroups", new { name = "wide", @switch = "prod", portCount = 2000, elastic = false });
        try
        {
            await using Visitor visitor = await pages.AdministratorAsync();
            await visitor.OpenAsync("ports");
            await Assertions.Expect(visitor.Page.Locator(".table-count")).ToContainTextAsync("2,0");
            await Assertions.Expect(visitor.Page.Locator("table.live tbody td").First).ToBeVisibleAsync();
            Assert.InRange(await visitor.Page.Locator("table.live tbody tr").CountAsync(), 5, 120);
        }
        finally
        {
            await pages.Api.DeleteAsync("/portgroups/wide");
        }
    }
}
