using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Simulated;

/// <summary>Language and colours: as the browser is, or as they were chosen.</summary>
[Collection(PagesCollection.Name)]
public sealed class LookTests(PagesFixture pages)
{
    public const string DarkBackground = "rgb(15, 23, 32)";

    [Fact]
    public async Task The_language_that_was_chosen_stays()
    {
        await using Visitor visitor = await pages.AdministratorAsync();
        await visitor.OpenAsync("hosts");
        await Assertions.Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("Hosts");
        await visitor.Page.GetByTestId("language").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("ホスト");
        await visitor.OpenAsync("switches");
        await Assertions.Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("スイッチ");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Colours_are_the_browser_s_until_others_are_chosen(bool dark)
    {
        await using Visitor visitor = await pages.AdministratorAsync(new VisitorOptions { Dark = dark });
        await visitor.OpenAsync("");
        await ExpectAsync(visitor, dark);
        await visitor.Page.GetByTestId("theme").ClickAsync();
        await ExpectAsync(visitor, !dark);
        await visitor.OpenAsync("hosts");
        await ExpectAsync(visitor, !dark);
    }

    private static Task ExpectAsync(Visitor visitor, bool dark) =>
        Assertions.Expect(visitor.Page.Locator("body")).ToHaveCSSAsync("background-color", dark ? DarkBackground : "rgb(246, 247, 249)");
}
