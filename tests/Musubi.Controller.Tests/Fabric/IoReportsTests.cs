using Musubi.Contracts.Fabric;
using Musubi.Model.Services;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What hosts tell of their shared uplinks is kept, bounded, for the switches that they are members of.</summary>
public sealed class IoReportsTests
{
    [Fact]
    public async Task What_is_told_of_uplinks_is_kept_as_far_as_it_may_be()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        host.Connect(bed.Hub);
        host.TakeAll();
        string owner = bed.Inventory.Current.Switches.Keys.Single().ToString();
        Statistics statistics = new();
        foreach ((string id, string uplink) in new[] { (owner, "Uplink 1"), (owner, "Uplink 1"), (owner, "Uplink 9"), (Guid.Empty.ToString(), "Uplink 1"), ("nobody", "Uplink 1") })
        {
            IoUplinkReport report = new() { SwitchId = id, Uplink = uplink };
            report.Classes.AddRange(Enumerable.Repeat(new IoClassReport { Kind = IoClassReport.Types.Kind.Port, Name = new string('n', 5000), Frames = ulong.MaxValue }, 1000));
            statistics.IoUplinks.Add(report);
        }

        host.Say(new HostMessage { Statistics = statistics });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);

        IoUplinkRuntime shared = Assert.Single(bed.Inventory.FindIo(host.Id));
        Assert.Equal(("Uplink 1", 352, 256, long.MaxValue), (shared.Uplink, shared.Classes.Count, shared.Classes[0].Name.Length, shared.Classes[0].Frames));
        Assert.Empty(bed.Inventory.FindIo(Guid.Empty));

        host.Say(new HostMessage { Statistics = new Statistics() });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Empty(bed.Inventory.FindIo(host.Id));
    }
}
