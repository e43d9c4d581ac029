using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Pages.Live;
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

    [Fact]
    public async Task A_page_that_fails_at_a_later_view_says_so_too()
    {
        FabricFeed feed = Services.GetRequiredService<FabricFeed>();
        IRenderedComponent<MainLayout> layout = Render<MainLayout>(parameters => parameters.Add(one => one.Body, static builder =>
        {
            builder.OpenComponent<FailingLater>(0);
            builder.CloseComponent();
        }));
        Assert.Empty(layout.FindAll("[data-testid=page-failed]"));
        await feed.StartAsync(Xunit.TestContext.Current.CancellationToken);
        layout.WaitForElement("[data-testid=page-failed]", TimeSpan.FromSeconds(30));
        await feed.StopAsync(Xunit.TestContext.Current.CancellationToken);
    }

    private sealed class FailingLater : LivePage
    {
        private bool _shown;

        protected override void OnView()
        {
            if (_shown)
            {
                throw new InvalidOperationException("as it may be");
            }

            _shown = true;
        }
    }

    private sealed class Failing : ComponentBase
    {
        protected override void OnInitialized() => throw new InvalidOperationException("as it may be");
    }
}
