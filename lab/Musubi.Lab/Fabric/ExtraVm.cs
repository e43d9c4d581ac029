using Musubi.Lab.Topology;

namespace Musubi.Lab.Fabric;

/// <summary>A namespace VM that a check brings and takes away again.</summary>
internal sealed class ExtraVm : IAsyncDisposable
{
    private readonly ProductionFabric _fabric;
    private readonly MusubiCli _cli;
    private bool _gone;

    private ExtraVm(ProductionFabric fabric, MusubiCli cli, Vm vm)
    {
        _fabric = fabric;
        _cli = cli;
        Vm = vm;
    }

    public Vm Vm { get; }

    /// <summary>Makes the namespace and attaches it to a port group of the distributed switch; the NIC is up afterwards.</summary>
    /// <param name="options">More of `vm attach`.</param>
    public static Task<ExtraVm> AttachAsync(ProductionFabric fabric, string name, int host, string portGroup, string? mac = null, params string[] options) =>
        AttachAsync(fabric, fabric.Controller, ["--host", $"h{host}", .. options], new Vm(fabric.Datacenter, name, host, portGroup), mac);

    /// <summary>As <see cref="AttachAsync(ProductionFabric, string, int, string, string?, string[])"/>, to a standard switch by way of the host itself.</summary>
    public static Task<ExtraVm> AttachLocallyAsync(ProductionFabric fabric, string name, int host, string portGroup) =>
        AttachAsync(fabric, fabric.Local(host), [], new Vm(fabric.Datacenter, name, host, portGroup), null);

    public async ValueTask DisposeAsync()
    {
        if (_gone)
        {
            return;
        }

        _gone = true;
        await _cli.DoAsync("vm", "detach", Vm.Name, "--wait");
        await Network.RemoveNamespaceAsync(_fabric.Datacenter.NamespaceOf(Vm.Name));
    }

    private static async Task<ExtraVm> AttachAsync(ProductionFabric fabric, MusubiCli cli, string[] where, Vm vm, string? mac)
    {
        string space = $"{fabric.Datacenter.Options.Name}-{vm.Name}";
        await Network.AddNamespaceAsync(space);
        var extra = new ExtraVm(fabric, cli, vm);
        string[] given = mac is null ? [] : ["--mac", mac];
        await cli.DoAsync(["vm", "attach", vm.Name, .. where, "--portgroup", vm.PortGroup, "--netns", space, "--interface", "eth0", .. given, "--wait"]);
        await vm.RunAsync("ip", "link", "set", "eth0", "up");
        return extra;
    }
}
