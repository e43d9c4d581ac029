using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Vhost;

/// <summary>Two hosts with three QEMU guests whose memory the switches share, in a lab of their own.</summary>
[Collection(QemuCollection.Name)]
public sealed class VhostLabTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly Datacenter _datacenter = new(new LabOptions { Name = "mvhost", Hosts = 2, Vms = 2, VhostUser = true });
    private ProductionFabric _fabric = null!;

    public async ValueTask InitializeAsync()
    {
        await _datacenter.DownAsync();
        await _datacenter.UpAsync(CancellationToken.None);
        _fabric = new ProductionFabric(_datacenter, output.WriteLine);
        await _fabric.BuildAsync();
    }

    public async ValueTask DisposeAsync() => await _datacenter.DownAsync();

    [Fact]
    public async Task Guests_talk_survive_kills_of_their_data_plane_and_migrate_to_another_host_and_back()
    {
        await CheckAssert.HoldsAsync(new VhostGuestsCheck(_fabric), output);
        await CheckAssert.HoldsAsync(new VhostKilledCheck(_fabric, kills: 3), output);
        await CheckAssert.HoldsAsync(new LiveMigrationCheck(_fabric), output);
    }
}
