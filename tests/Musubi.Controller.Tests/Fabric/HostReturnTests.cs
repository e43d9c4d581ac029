using Musubi.Model.Services;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What counts of a host that comes back, or whose controller did.</summary>
public sealed class HostReturnTests
{
    [Fact]
    public async Task A_host_that_comes_back_with_an_older_disk_no_longer_counts_as_running_the_newest()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Acknowledge();
        long revision = bed.Inventory.Current.Revision;
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, revision).State);

        host.Disconnect();
        SimulatedHost reinstalled = new(host.Id, host.Name) { Key = host.Key };
        reinstalled.Connect(bed.Hub);
        Assert.Equal(ObjectState.Pending, bed.StatusOf(host, revision).State);
    }

    [Fact]
    public async Task After_a_restart_of_the_controller_a_host_counts_only_once_it_acknowledged_again()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        host.Acknowledge();
        long revision = bed.Inventory.Current.Revision;

        host.Abandon();
        await bed.RestartAsync();
        Assert.Equal(revision, bed.Inventory.Current.Revision);
        Assert.Equal("not connected", bed.StatusOf(host, revision).Reason);

        host.Connect(bed.Hub);
        host.TakeAll();
        host.Acknowledge();
        Assert.Equal(ObjectState.Done, bed.StatusOf(host, revision).State);
    }
}
