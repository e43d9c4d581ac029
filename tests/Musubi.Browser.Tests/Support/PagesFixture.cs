using Musubi.Fleet.Control;
using Musubi.Fleet.Fabrics;
using Musubi.Fleet.Pages;

namespace Musubi.Browser.Tests.Support;

/// <summary>One controller with a few simulated hosts for the tests of the collection, and two people who have signed in there.</summary>
public sealed class PagesFixture(BrowserFixture browser) : IAsyncLifetime
{
    public const string Reader = "viewer";
    public const string ReaderPassword = "only looking around";

    private FleetFabric? _fabric;
    private string? _administrator;
    private string? _reader;

    internal FleetFabric Fabric => _fabric ?? throw new InvalidOperationException("not started");

    internal ControllerApi Api => Fabric.Api;

    public async ValueTask InitializeAsync()
    {
        _fabric = await FleetFabric.StartAsync(FabricPlan.Small);
        await Api.PostAsync("/accounts", new { name = Reader, password = ReaderPassword, role = "readOnly" });
        _administrator = await SignInAsync("admin", Fabric.Controller.Password);
        _reader = await SignInAsync(Reader, ReaderPassword);
    }

    public async ValueTask DisposeAsync()
    {
        if (_fabric is not null)
        {
            await _fabric.DisposeAsync();
        }
    }

    /// <summary>Somebody new, who is signed in as the administrator.</summary>
    internal Task<Visitor> AdministratorAsync(VisitorOptions? options = null) => Visitor.ArriveAsync(browser.Chromium, Fabric.Controller.Address, options, _administrator);

    /// <summary>Somebody new, who may only look.</summary>
    internal Task<Visitor> ReaderAsync(VisitorOptions? options = null) => Visitor.ArriveAsync(browser.Chromium, Fabric.Controller.Address, options, _reader);

    private async Task<string> SignInAsync(string account, string password)
    {
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, Fabric.Controller.Address);
        await visitor.SignInAsync(account, password);
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        return await visitor.KeepAsync();
    }
}
