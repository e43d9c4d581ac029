using Musubi.Contracts.Fabric;
using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>What a guest was seen to have goes ahead of it to the host that awaits it.</summary>
public sealed class MovingAddressesTests
{
    [Fact]
    public async Task A_host_that_awaits_a_guest_is_told_what_the_guest_has_now()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        await bed.DoAsync(FabricBed.Attach("vm1", "h0"));
        foreach (SimulatedHost host in hosts)
        {
            host.Connect(bed.Hub);
            host.TakeAll();
        }

        string port = Assert.Single(hosts[0].Share.Ports).Id;
        await SayAsync(bed, hosts[0], port, "10.0.0.7");
        long quiet = bed.Inventory.Current.Revision;
        await SayAsync(bed, hosts[0], port, "10.0.0.8");
        Assert.Equal(quiet, bed.Inventory.Current.Revision);

        // Told before the migration began: that is enough.
        await bed.DoAsync(new MigrateVnic("vm1", "nic0", "h1", new Model.Config.VhostUserAttachment("/run/vm1.sock"), null));
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["10.0.0.8"], Awaited(hosts[1]));

        // A lease that changes while the guest is on its way.
        await SayAsync(bed, hosts[0], port, "10.0.0.9", "2001:db8::9", "no address");
        Assert.Equal(["10.0.0.9", "2001:db8::9"], Awaited(hosts[1]));
        await SayAsync(bed, hosts[1], port, "10.0.0.66");
        Assert.Equal(["10.0.0.9", "2001:db8::9"], Awaited(hosts[1]));

        await bed.DoAsync(new CompleteMigration("vm1", "nic0", null));
        Assert.Empty(Awaited(hosts[1]));
        Assert.Equal(["10.0.0.66"], bed.Hub.FindPortRuntime(Guid.Parse(port))!.SeenAddresses.Select(seen => seen.Address));
    }

    [Fact]
    public async Task A_host_that_awaits_a_shaped_guest_is_told_what_that_saved_up_of_its_burst()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        await bed.DoAsync(FabricBed.Attach("vm1", "h0"));
        foreach (SimulatedHost host in hosts)
        {
            host.Connect(bed.Hub);
            host.TakeAll();
        }

        string port = Assert.Single(hosts[0].Share.Ports).Id;
        await bed.DoAsync(new MigrateVnic("vm1", "nic0", "h1", new Model.Config.VhostUserAttachment("/run/vm1.sock"), null));
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        hosts[1].TakeAll();
        Assert.Null(Assert.Single(hosts[1].Share.Ports).ShaperCredit);

        foreach (ulong bytes in (ulong[])[4_000, 8_000, ulong.MaxValue])
        {
            hosts[0].Say(SimulatedHost.Status(new PortReport { Id = port, State = ObjectState.Done, ShaperCredit = new ShareShaperCredit { IngressBytes = bytes, EgressBytes = 1 } }));
            await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
            hosts[1].TakeAll();
            Assert.Equal(new ShareShaperCredit { IngressBytes = Math.Min(bytes, 1ul << 30), EgressBytes = 1 }, Assert.Single(hosts[1].Share.Ports).ShaperCredit);
        }

        await bed.DoAsync(new CompleteMigration("vm1", "nic0", null));
        hosts[1].TakeAll();
        Assert.Null(Assert.Single(hosts[1].Share.Ports).ShaperCredit);
    }

    private static IEnumerable<string> Awaited(SimulatedHost host)
    {
        host.TakeAll();
        return Assert.Single(host.Share.Ports).SeenAddresses.Select(seen => seen.Address);
    }

    private static async Task SayAsync(FabricBed bed, SimulatedHost host, string port, params string[] addresses)
    {
        PortReport report = new() { Id = port, State = ObjectState.Done };
        report.SeenAddresses.AddRange(addresses.Select(address => new ShareSeenAddress { Address = address, Origin = ShareAddressOrigin.Dhcp, ExpiresUnixSeconds = 4_000_000_000 }));
        host.Say(SimulatedHost.Status(report));
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
    }
}
