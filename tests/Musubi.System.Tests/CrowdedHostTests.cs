using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests;

/// <summary>A data plane with 50 ports that is killed again and again, in a lab of its own.</summary>
[Collection(LabCollection.Name)]
public sealed class CrowdedHostTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>vm1 and vm4 live on h1 already.</summary>
    private const int Crowd = 48;

    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mcrowd" });
    private ProductionFabric _fabric = null!;

    public async ValueTask InitializeAsync()
    {
        await _datacenter.DownAsync();
        await _datacenter.UpAsync(CancellationToken.None);
        _fabric = new ProductionFabric(_datacenter, output.WriteLine);
        await _fabric.BuildAsync();
        await _fabric.CrowdAsync(host: 1, Crowd);
    }

    public async ValueTask DisposeAsync() => await _datacenter.DownAsync();

    [Fact]
    public async Task A_data_plane_with_50_ports_is_back_after_each_of_20_kills()
    {
        await CheckAssert.HoldsAsync(new DataPlaneKilledCheck(_fabric, kills: 10), output);
        await CheckAssert.HoldsAsync(new DataPlaneKilledCheck(_fabric, kills: 10, controllerDead: true), output);
    }
}
