using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Control;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>Coming in and going out, at a controller that nobody has used yet.</summary>
public sealed class SignInTests(BrowserFixture browser)
{
    [Fact]
    public async Task Whoever_comes_by_a_link_signs_in_and_is_where_the_link_leads()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.Page.GotoAsync(new Uri(controller.Address, "events").ToString());
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
        await Assertions.Expect(visitor.Page.Locator("#account")).ToBeFocusedAsync();

        await visitor.SignInAsync("admin", controller.Password);

        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/events$"));
        await Assertions.Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("Events and tasks");
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task A_first_visit_to_an_empty_controller_is_led_to_the_first_switch()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("admin", controller.Password);
        await Assertions.Expect(visitor.Page.GetByTestId("first-steps").Locator("li")).ToHaveCountAsync(3);
        Assert.Empty(visitor.TakeComplaints());
    }

    [Fact]
    public async Task A_wrong_password_is_told_keeps_the_name_and_lets_nobody_in()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("admin", "not the password");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The name or the password is wrong.");
        await Assertions.Expect(visitor.Page.Locator("#account")).ToHaveValueAsync("admin");
        await Assertions.Expect(visitor.Page.Locator("#password")).ToHaveValueAsync("");
        await visitor.Page.GotoAsync(new Uri(controller.Address, "ports").ToString());
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task Guessing_is_stopped_also_for_the_right_password()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        using ControllerApi guesser = ControllerApi.Open(controller.Data);
        using CancellationTokenSource enough = new();
        TaskCompletionSource stopped = new();
        Task guessing = GuessAsync(guesser, stopped, enough.Token);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("admin", controller.Password);

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("That was tried too often. Wait a minute, then try again.");
        await enough.CancelAsync();
        await guessing;
    }

    [Fact]
    public async Task After_signing_out_nothing_is_shown()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("admin", controller.Password);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "admin" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).Or(visitor.Page.GetByText("Sign out")).First.ClickAsync();
        await visitor.Page.Locator("form.sign-in button").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("#account")).ToBeVisibleAsync();
        await visitor.Page.GotoAsync(new Uri(controller.Address, "hosts").ToString());
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task An_open_page_of_an_account_that_is_no_more_changes_nothing()
    {
        await using ControllerProcess controller = await ControllerProcess.StartAsync();
        using ControllerApi api = ControllerApi.Open(controller.Data);
        await api.PostAsync("/accounts", new { name = "eva", password = "correct horse battery", role = "admin" });
        await api.PostAsync("/switches", new { name = "prod" });
        await api.PostAsync("/portgroups", new { name = "web", @switch = "prod" });
        string port = (await api.ListAsync("/ports?limit=1"))[0].GetProperty("id").GetString()!;
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, controller.Address);
        await visitor.SignInAsync("eva", "correct horse battery");
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        await visitor.OpenAsync($"ports/{port}");
        await visitor.Page.GetByTestId("block").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-apply")).ToBeEnabledAsync();

        await api.DeleteAsync("/accounts/eva");
        await visitor.Page.GetByTestId("change-apply").ClickAsync();

        await Assertions.Expect(visitor.Page.GetByTestId("change-refused").Or(visitor.Page.Locator("#account"))).ToBeVisibleAsync();
        Assert.False((await api.GetAsync($"/ports/{port}")).GetProperty("policy").TryGetProperty("blocked", out _));
    }

    /// <summary>One guess after the other, as fast as they are answered: whatever the gate lets pass of late is used up.</summary>
    private static async Task GuessAsync(ControllerApi api, TaskCompletionSource stopped, CancellationToken enough)
    {
        for (int guess = 0; !enough.IsCancellationRequested; guess++)
        {
            (HttpStatusCode status, _) = await api.AskAsync(HttpMethod.Post, "/sessions", new { account = "admin", password = $"guess number {guess}" });
            if (status == HttpStatusCode.TooManyRequests)
            {
                stopped.TrySetResult();
            }
        }
    }
}
