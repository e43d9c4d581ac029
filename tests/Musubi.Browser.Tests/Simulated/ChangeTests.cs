using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>Changing things, alone and with others at the same time.</summary>
[Collection(PagesCollection.Name)]
public sealed class ChangeTests(PagesFixture pages)
{
    [Fact]
    public async Task A_change_is_shown_in_four_ways_before_it_is_made_and_followed_to_the_host()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        string port = await pages.Fabric.PortOfAsync("vm3");
        await visitor.OpenAsync($"ports/{port}");
        await visitor.Page.GetByTestId("block").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-differences")).ToContainTextAsync("policy.blocked");
        await Assertions.Expect(visitor.Page.GetByTestId("change-cli")).ToHaveTextAsync(new Regex("^musubi port set prod/\\d+ --blocked yes --wait$"));
        Assert.False(await IsBlockedAsync(port));

        await visitor.Page.GetByTestId("change-apply").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-stored")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-done")).ToBeVisibleAsync();
        await visitor.Page.GetByTestId("change-close").ClickAsync();

        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("blocked");
        Assert.True(await IsBlockedAsync(port));
        await FreeAsync(port);
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task Of_two_who_change_one_port_the_second_is_told_and_overwrites_nothing()
    {
        await using Visitor first = await pages.AdministratorAsync();
        await using Visitor second = await pages.AdministratorAsync();
        string port = await pages.Fabric.PortOfAsync("vm4");
        await first.OpenAsync($"ports/{port}");
        await second.OpenAsync($"ports/{port}");
        await first.Page.GetByTestId("block").ClickAsync();
        await second.Page.GetByTestId("block").ClickAsync();
        await Assertions.Expect(second.Page.GetByTestId("change-apply")).ToBeEnabledAsync();

        await first.Page.GetByTestId("change-apply").ClickAsync();
        await Assertions.Expect(first.Page.GetByTestId("change-stored")).ToBeVisibleAsync();
        long revision = await RevisionAsync(port);
        await second.Page.GetByTestId("change-apply").ClickAsync();

        await Assertions.Expect(second.Page.GetByTestId("change-refused")).ToContainTextAsync("revision");
        await Assertions.Expect(second.Page.GetByTestId("change-apply")).ToBeDisabledAsync();
        Assert.Equal(revision, await RevisionAsync(port));
        await second.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(second.Page.GetByTestId("change-dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(second.Page.GetByTestId("state")).ToHaveTextAsync("blocked");
        await FreeAsync(port);
    }

    [Fact]
    public async Task Whoever_may_only_look_sees_everything_and_changes_nothing()
    {
        await using Visitor visitor = await pages.ReaderAsync();
        string port = await pages.Fabric.PortOfAsync("vm5");
        await visitor.OpenAsync($"ports/{port}");
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("running");
        ILocator block = visitor.Page.GetByTestId("block");
        if (await block.CountAsync() > 0 && await block.IsEnabledAsync())
        {
            await block.ClickAsync();
            await Assertions.Expect(visitor.Page.GetByTestId("change-cli")).ToBeVisibleAsync();
            await Assertions.Expect(visitor.Page.GetByTestId("change-apply")).ToBeDisabledAsync();
        }

        Assert.False(await IsBlockedAsync(port));
    }

    private async Task<bool> IsBlockedAsync(string port) =>
        (await pages.Api.GetAsync($"/ports/{port}")).GetProperty("policy").TryGetProperty("blocked", out JsonElement blocked) && blocked.GetBoolean();

    private async Task<long> RevisionAsync(string port) => (await pages.Api.GetAsync($"/ports/{port}")).GetProperty("revision").GetInt64();

    private Task<JsonElement> FreeAsync(string port) => pages.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked = (bool?)null } });
}
