using Musubi.Fleet.Pages;

[assembly: AssemblyFixture(typeof(Musubi.Browser.Tests.Support.BrowserFixture))]

namespace Musubi.Browser.Tests.Support;

/// <summary>One browser for all tests; each visitor has a profile of their own in it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private Chromium? _chromium;

    internal Chromium Chromium => _chromium ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _chromium = await Chromium.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }
    }
}
