using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Xdp;

/// <summary>A lab whose hosts open their uplinks by AF_XDP, for all tests of the collection.</summary>
public sealed class XdpLabFixture : IAsyncLifetime
{
    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mxdp", UplinkDriver = "af_xdp" });

    internal ProductionFabric Fabric { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _datacenter.DownAsync();
        await _datacenter.UpAsync(CancellationToken.None);
        Fabric = new ProductionFabric(_datacenter, TestContext.Current.SendDiagnosticMessage);
        await Fabric.BuildAsync();
    }

    public async ValueTask DisposeAsync() => await _datacenter.DownAsync();
}
