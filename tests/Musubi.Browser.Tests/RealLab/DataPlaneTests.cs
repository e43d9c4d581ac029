using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;
using Musubi.Lab.Checks;
using Musubi.Lab.Observe;

namespace Musubi.Browser.Tests.RealLab;

/// <summary>What is done on a page is done to frames, and what happens to cables is seen on pages.</summary>
[Collection(LabPagesCollection.Name)]
public sealed class DataPlaneTests(LabPagesFixture lab)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeTarget TwoSeconds = new(2);

    [Fact]
    public async Task A_port_that_is_blocked_on_its_page_answers_no_ping_until_it_is_free_again()
    {
        string target = await lab.Fabric.Vm(2).AddressAsync() ?? throw new InvalidOperationException("vm2 has no address");
        string port = await lab.PortOfAsync("vm2");
        await using PingStream ping = await PingStream.StartAsync(lab.Datacenter, "vm1", target);
        await using Visitor visitor = await lab.AdministratorAsync();
        await visitor.OpenAsync($"ports/{port}");
        await ToggleAsync(visitor);
        Assert.True(await lab.Fabric.Vm(1).MissesAsync(target), "a blocked port answered");

        await ToggleAsync(visitor);
        Assert.True(await ping.RepliesAfterAsync(PingStream.Now, Patience), "no reply came after the port was free again");
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task A_cut_cable_is_red_in_the_picture_and_told_on_the_host_s_page_within_two_seconds()
    {
        string host = (await lab.Api.GetAsync("/hosts/h1")).GetProperty("id").GetString()!;
        await using Visitor picture = await lab.AdministratorAsync();
        await using Visitor page = await lab.AdministratorAsync();
        await picture.OpenAsync("topology");
        await page.OpenAsync($"hosts/{host}");
        string nic = $"[data-key='nic {host} Uplink 2']";
        await Assertions.Expect(picture.Page.Locator($"{nic} .mark-good")).ToHaveCountAsync(1);
        try
        {
            await Clocked.WithinAsync(
                TwoSeconds,
                () => lab.Datacenter.Network.SetLinkAsync(1, 2, up: false),
                async () =>
                {
                    await Assertions.Expect(picture.Page.Locator($"{nic} .mark-bad")).ToHaveCountAsync(1, new() { Timeout = 20_000 });
                    await Assertions.Expect(page.Page.Locator("tr", new() { Has = page.Page.Locator("b", new() { HasTextString = "u2" }) }).Locator(".mark.bad")).ToHaveCountAsync(1, new() { Timeout = 20_000 });
                },
                "from the cable to picture and page");
        }
        finally
        {
            await lab.Datacenter.Network.SetLinkAsync(1, 2, up: true);
        }

        await Assertions.Expect(picture.Page.Locator($"{nic} .mark-good")).ToHaveCountAsync(1, new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task What_a_VM_sends_is_seen_on_the_overview_and_on_its_port()
    {
        string target = await lab.Fabric.Vm(4).AddressAsync() ?? throw new InvalidOperationException("vm4 has no address");
        await using PingStream ping = await PingStream.StartAsync(lab.Datacenter, "vm3", target);
        await using Visitor overview = await lab.AdministratorAsync();
        await using Visitor page = await lab.AdministratorAsync();
        await overview.OpenAsync("");
        await page.OpenAsync($"ports/{await lab.PortOfAsync("vm3")}");
        await Assertions.Expect(overview.Page.Locator("table.plain-table tr", new() { HasText = "vm3 nic0" })).ToContainTextAsync("bit/s", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Page.Locator(".facts", new() { HasText = "From VM" })).ToContainTextAsync("kbit/s", new() { Timeout = 20_000 });
        await Assertions.Expect(page.Page.GetByTestId("counters")).ToContainTextAsync("rx-frames");
    }

    private static async Task ToggleAsync(Visitor visitor)
    {
        await visitor.Page.GetByTestId("block").ClickAsync();
        await visitor.Page.GetByTestId("change-apply").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-done")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visitor.Page.GetByTestId("change-close").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-dialog")).ToHaveCountAsync(0);
    }
}
