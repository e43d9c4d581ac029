using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>Without a mouse.</summary>
[Collection(PagesCollection.Name)]
public sealed class KeyboardTests(PagesFixture pages)
{
    [Fact]
    public async Task The_first_key_leads_past_the_menu_to_the_content()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("hosts");
        await visitor.Page.Locator("a.skip").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#content")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.getElementById('content').contains(document.activeElement)"));
    }

    [Fact]
    public async Task A_port_is_blocked_and_the_dialog_left_by_keys_alone()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        string port = await pages.Fabric.PortOfAsync("vm6");
        await visitor.OpenAsync($"ports/{port}");
        await visitor.Page.GetByTestId("block").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByTestId("change-apply")).ToBeEnabledAsync();
        await visitor.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=change-dialog]').closest('.mud-dialog-container').contains(document.activeElement)");
        await TabToAsync(visitor, "change-apply");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByTestId("change-stored")).ToBeVisibleAsync();
        await TabToAsync(visitor, "change-close");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByTestId("change-dialog")).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.GetByTestId("state")).ToHaveTextAsync("blocked");
        await pages.Api.PatchAsync($"/ports/{port}", new { policy = new { blocked = (bool?)null } });
    }

    [Fact]
    public async Task A_VM_of_the_picture_lights_its_path()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        string port = await pages.Fabric.PortOfAsync("vm1");
        await visitor.OpenAsync("topology");
        await visitor.Page.Locator($"[data-key='port {port}']").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByTestId("path")).ToContainTextAsync("vm1 nic0 →");
        await Assertions.Expect(visitor.Page.Locator(".topology-row.lit")).ToHaveCountAsync(4);
    }

    private static async Task TabToAsync(Visitor visitor, string testId)
    {
        for (int key = 0; key < 20; key++)
        {
            if (await visitor.Page.EvaluateAsync<bool>("id => document.activeElement?.dataset.testid === id", testId))
            {
                return;
            }

            await visitor.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"twenty tabs do not lead to {testId}");
    }
}
