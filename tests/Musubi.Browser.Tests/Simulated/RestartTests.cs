using System.Text.RegularExpressions;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Control;
using Musubi.Fleet.Fabrics;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>A controller that goes away under an open page.</summary>
public sealed class RestartTests(BrowserFixture browser)
{
    [Fact]
    public async Task An_open_page_says_so_and_comes_back_live_at_its_address_without_signing_in()
    {
        await using FleetFabric fabric = await FleetFabric.StartAsync(FabricPlan.Small);
        ControllerProcess controller = fabric.Controller;
        string port = await fabric.PortOfAsync("vm1");
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("admin", controller.Password);
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        await visitor.OpenAsync($"ports/{port}");
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("running");

        controller.Kill();
        await Assertions.Expect(visitor.Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.Locator("#lost-title")).ToHaveTextAsync("The controller cannot be reached");
        await controller.ReviveAsync();

        await Assertions.Expect(visitor.Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex($"/ports/{port}$"));
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("running", new() { Timeout = 60_000 });
        await fabric.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked = true } });
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("blocked");
    }
}
