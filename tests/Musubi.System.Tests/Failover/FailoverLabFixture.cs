using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Failover;

/// <summary>A lab whose hosts have three uplinks: with fewer, beacons do not tell which one is at fault.</summary>
public sealed class FailoverLabFixture : IAsyncLifetime
{
    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mfail", Hosts = 2, Uplinks = FailoverCheck.Uplinks, Vms = 2 });

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
