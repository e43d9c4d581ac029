using Musubi.Contracts.Fabric;
using Musubi.Model.Services;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What hosts tell of their data planes' workers is kept, bounded, while they are there.</summary>
public sealed class WorkerReportsTests
{
    [Fact]
    public async Task Workers_are_shown_in_their_order_and_within_bounds()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        Statistics statistics = new();
        statistics.Workers.Add(new WorkerReport { Index = 1, BusyPercent = uint.MaxValue, FramesPerSecond = ulong.MaxValue });
        statistics.Workers.Add(new WorkerReport { Index = 0, BusyPercent = 12, FramesPerSecond = 1000 });
        host.Say(new HostMessage { Statistics = statistics });
        Assert.Equal([new WorkerLoad(0, 12, 1000), new WorkerLoad(1, 100, long.MaxValue)], bed.Inventory.FindHostRuntime(host.Id)!.Workers);

        statistics.Workers.AddRange(Enumerable.Range(2, 1000).Select(index => new WorkerReport { Index = (uint)index }));
        host.Say(new HostMessage { Statistics = statistics });
        Assert.Equal(256, bed.Inventory.FindHostRuntime(host.Id)!.Workers.Count);

        host.Disconnect();
        Assert.Empty(bed.Inventory.FindHostRuntime(host.Id)!.Workers);
    }
}
