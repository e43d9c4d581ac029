using Musubi.Browser.Tests.Support;
using Musubi.Fleet.Control;
using Musubi.Fleet.Pages;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Browser.Tests.RealLab;

/// <summary>A lab with real data planes, and its pages through the door that `./dev demo` tells of.</summary>
public sealed class LabPagesFixture(BrowserFixture browser) : IAsyncLifetime
{
    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mweb", Hosts = 2, Vms = 4 });
    private ControllerApi? _api;
    private Uri? _address;
    private string? _administrator;

    internal ProductionFabric Fabric { get; private set; } = null!;

    internal Datacenter Datacenter => _datacenter;

    /// <summary>A script beside the pages.</summary>
    internal ControllerApi Api => _api ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        await _datacenter.DownAsync();
        await _datacenter.UpAsync(CancellationToken.None);
        Fabric = new ProductionFabric(_datacenter, TestContext.Current.SendDiagnosticMessage);
        await Fabric.BuildAsync();
        _address = (await PagesDoor.OpenAsync(_datacenter)).Address;
        _api = ControllerApi.Open(_datacenter.Layout.ControllerData, _address);
        await using Visitor visitor = await Visitor.ArriveAsync(browser.Chromium, _address);
        await visitor.SignInAsync("admin", (await File.ReadAllTextAsync(_datacenter.Layout.PasswordFile)).Trim());
        await visitor.Page.WaitForSelectorAsync("main#content h1");
        _administrator = await visitor.KeepAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        await _datacenter.DownAsync();
    }

    /// <summary>Somebody new, who is signed in as the administrator.</summary>
    internal Task<Visitor> AdministratorAsync() => Visitor.ArriveAsync(browser.Chromium, _address!, null, _administrator);

    /// <summary>The id of the port that a VM's vNIC has.</summary>
    internal async Task<string> PortOfAsync(string vm) => (await Api.GetAsync($"/vms/{vm}")).GetProperty("vnics")[0].GetProperty("portId").GetString()!;
}
