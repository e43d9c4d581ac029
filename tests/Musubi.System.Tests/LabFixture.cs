using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests;

/// <summary>One lab for all tests of the collection: three hosts, six VMs, two QEMU guests. Its own name keeps it apart from a lab that is up.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mtest", Qemu = true });

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
