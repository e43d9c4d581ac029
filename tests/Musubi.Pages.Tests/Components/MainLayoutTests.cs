using Bunit;
using Microsoft.AspNetCore.Components;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Tests.Components;

/// <summary>What stands round every page.</summary>
public sealed class MainLayoutTests : ComponentTest
{
    [Fact]
    public void A_page_that_fails_says_so_and_offers_to_be_loaded_anew()
    {
        IRenderedComponent<MainLayout> layout = Render<MainLayout>(parameters => parameters.Add(one => one.Body, static builder =>
        {
            builder.OpenComponent<Failing>(0);
            builder.CloseComponent();
        }));
        AngleSharp.Dom.IElement told = layout.Find("[data-testid=page-failed]");
        Assert.Equal("alert", told.GetAttribute("role"));
        Assert.Contains(ShellTexts.Of(Language.English).Broken, told.TextContent, StringComparison.Ordinal);
        Assert.NotNull(told.QuerySelector("a"));
    }

    private sealed class Failing : ComponentBase
    {
        protected override void OnInitialized() => throw new InvalidOperationException("as it may be");
    }
}
