using Microsoft.Playwright;

namespace Musubi.Fleet.Pages;

/// <summary>The system's browser without a screen, driven by Playwright. Nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    public const string Path = "/usr/bin/chromium";

    private readonly IPlaywright _driver;

    private Chromium(IPlaywright driver, IBrowser browser)
    {
        _driver = driver;
        Browser = browser;
    }

    public IBrowser Browser { get; }

    public static async Task<Chromium> StartAsync()
    {
        IPlaywright driver = await Playwright.CreateAsync();
        try
        {
            IBrowser browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Path,
                // A browser on its own: it asks nobody for anything, and draws without a graphics card.
                Args = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--force-color-profile=srgb"],
            });
            return new Chromium(driver, browser);
        }
        catch
        {
            driver.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        _driver.Dispose();
    }
}
