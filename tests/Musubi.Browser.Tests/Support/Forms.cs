using Microsoft.Playwright;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Support;

/// <summary>Filling forms in and sending them, as a person does.</summary>
internal static class Forms
{
    public static Task FillAsync(Visitor visitor, string path, string value) => visitor.Page.GetByTestId($"input-{path}").FillAsync(value);

    /// <summary>An access VLAN.</summary>
    public static async Task FillVlanAsync(Visitor visitor, string path, int vlan)
    {
        await visitor.Page.GetByTestId($"input-{path}.kind").SelectOptionAsync("access");
        await visitor.Page.GetByTestId($"input-{path}.id").FillAsync($"{vlan}");
    }

    /// <summary>Waits for what the controller says to what was typed.</summary>
    /// <param name="state">"right", "wrong" or "empty".</param>
    /// <param name="visitor">Before the form.</param>
    public static Task ExpectAsync(Visitor visitor, string state) =>
        Assertions.Expect(visitor.Page.GetByTestId("form-preview")).ToHaveAttributeAsync("data-state", state, new() { Timeout = 15_000 });

    /// <summary>Sends a form that is right, and goes on when all hosts run what it changed.</summary>
    public static async Task SendAsync(Visitor visitor)
    {
        await ExpectAsync(visitor, "right");
        await visitor.Page.GetByTestId("form-review").ClickAsync();
        await ApplyAsync(visitor);
    }

    /// <summary>Applies what the dialog shows, and goes on when all hosts run it.</summary>
    public static async Task ApplyAsync(Visitor visitor)
    {
        await visitor.Page.GetByTestId("change-apply").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-done")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visitor.Page.GetByTestId("change-close").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-dialog")).ToHaveCountAsync(0);
    }
}
