using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Musubi.Fleet.Pages;

/// <summary>Somebody before a browser of their own: cookies, and one page.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Visitor(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        _address = address;
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text} ({message.Location})");
        page.PageError += (_, error) => Note(true, error);
    }

    public IPage Page { get; }

    /// <summary>What the browser complained of since it was asked last: errors of scripts, of the network, of the content security policy.</summary>
    public IReadOnlyList<string> TakeComplaints()
    {
        List<string> taken = [];
        while (_complaints.TryDequeue(out string? complaint))
        {
            taken.Add(complaint);
        }

        return taken;
    }

    /// <summary>A browser that has been nowhere yet, or that kept cookies of another's visit.</summary>
    /// <param name="browser">Shared by all visitors.</param>
    /// <param name="address">Of the controller.</param>
    /// <param name="options">How it is.</param>
    /// <param name="kept">From <see cref="KeepAsync"/>.</param>
    public static async Task<Visitor> ArriveAsync(Chromium browser, Uri address, VisitorOptions? options = null, string? kept = null)
    {
        options ??= new VisitorOptions();
        IBrowserContext context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            // The fabric's own authority signs for the controller, and this browser does not know it.
            IgnoreHTTPSErrors = true,
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = options.Language,
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = kept,
        });
        return new Visitor(context, await context.NewPageAsync(), address);
    }

    /// <summary>Goes to the sign-in page, unless already there, and signs in.</summary>
    public async Task SignInAsync(string account, string password)
    {
        if (!Page.Url.Contains("/sign-in", StringComparison.Ordinal))
        {
            await Page.GotoAsync(new Uri(_address, "sign-in").ToString());
        }

        await Page.FillAsync("#account", account);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("button[type=submit]");
    }

    /// <summary>Opens a page and waits until it is live: what stands on it came over the page's connection.</summary>
    /// <param name="path">Such as "ports".</param>
    public async Task OpenAsync(string path)
    {
        await Page.GotoAsync(new Uri(_address, path).ToString());
        await Page.WaitForSelectorAsync("main h1");
    }

    /// <summary>Cookies, for somebody else to arrive with.</summary>
    public Task<string> KeepAsync() => _context.StorageStateAsync();

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private void Note(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Enqueue(text);
        }
    }
}
