using Microsoft.Playwright;
using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>What holds for each page, whatever it is about.</summary>
[Collection(PagesCollection.Name)]
public sealed class EveryPageTests(PagesFixture pages)
{
    public static TheoryData<string> Templates => [.. PageRoutes.Templates];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task It_opens_at_its_address_and_neither_the_browser_nor_axe_has_anything_against_it(string template)
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync(await PageRoutes.AddressAsync(template, pages.Api, "vm1"));
        await Assertions.Expect(visitor.Page.Locator("main h1").First).Not.ToBeEmptyAsync();
        Assert.EndsWith("Musubi", await visitor.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(Complaints(visitor, template));
        await ExpectNobodyKeptOutAsync(visitor, "light");

        // The colours are the browser's, also when it changes its mind.
        await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        if (await visitor.Page.GetByTestId("theme").CountAsync() > 0)
        {
            await Assertions.Expect(visitor.Page.Locator("body")).ToHaveCSSAsync("background-color", LookTests.DarkBackground);
        }

        await ExpectNobodyKeptOutAsync(visitor, "dark");
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task It_speaks_Japanese_to_whoever_asks_for_it(string template)
    {
        await using Visitor visitor = await pages.AdministratorAsync(new VisitorOptions { Language = "ja-JP" });
        await visitor.OpenAsync(await PageRoutes.AddressAsync(template, pages.Api, "vm1"));
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        Assert.Matches("[぀-ヿ一-龥]", await visitor.Page.Locator("main").First.InnerTextAsync());
        Assert.Empty(Complaints(visitor, template));
    }

    [Theory]
    [InlineData("/hosts/00000000-0000-0000-0000-000000000001")]
    [InlineData("/ports/00000000-0000-0000-0000-000000000001")]
    [InlineData("/portgroups/00000000-0000-0000-0000-000000000001")]
    [InlineData("/switches/00000000-0000-0000-0000-000000000001")]
    [InlineData("/no/such/page")]
    public async Task What_is_gone_or_never_was_is_told_in_words(string path)
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync(path);
        await Assertions.Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("Nothing is here");
    }

    [Fact]
    public async Task A_change_that_is_shown_keeps_nobody_out()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync($"ports/{await pages.Fabric.PortOfAsync("vm1")}");
        await visitor.Page.GetByTestId("block").ClickAsync();
        await Assertions.Expect(visitor.Page.GetByTestId("change-apply")).ToBeEnabledAsync();
        await ExpectNobodyKeptOutAsync(visitor, "light");
        await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Assertions.Expect(visitor.Page.Locator("body")).ToHaveCSSAsync("background-color", LookTests.DarkBackground);
        await ExpectNobodyKeptOutAsync(visitor, "dark");
    }

    [Fact]
    public async Task The_check_itself_finds_what_is_wrong()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("");
        await visitor.Page.EvaluateAsync("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')");
        Assert.Contains(await Axe.FindAsync(visitor), finding => finding.StartsWith("critical button-name", StringComparison.Ordinal));
        await visitor.Page.EvaluateAsync("() => console.error('something broke')");
        await visitor.Page.EvaluateAsync("() => 0");
        Assert.Contains(visitor.TakeComplaints(), complaint => complaint.Contains("something broke", StringComparison.Ordinal));
    }

    private static async Task ExpectNobodyKeptOutAsync(Visitor visitor, string colours)
    {
        IReadOnlyList<string> findings = await Axe.FindAsync(visitor);
        Assert.True(findings.Count == 0, $"{colours}: {string.Join('\n', findings)}");
    }

    /// <summary>That a page that is not there is answered with 404 is as it should be.</summary>
    private static string[] Complaints(Visitor visitor, string template) =>
        [.. visitor.TakeComplaints().Where(complaint => template != "/not-found" || !complaint.Contains("status of 404", StringComparison.Ordinal))];
}
