using Musubi.Contracts.Fabric;
using Musubi.Controller.Counting;
using Musubi.Controller.Fabric;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Services;
using ObjectState = Musubi.Model.Services.ObjectState;

namespace Musubi.Controller.Tests.Fabric;

public sealed class HostGroupsTests
{
    [Fact]
    public async Task What_a_host_says_of_groups_is_kept_as_far_as_it_is_about_its_share_and_gone_with_the_host()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        host.Connect(bed.Hub);
        host.TakeAll();
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);
        Guid owner = Guid.Parse(host.Share.Switches[0].Id);
        string port = host.Share.Ports[0].Id;
        HostStatus status = new() { SwitchRunning = true };
        status.Capabilities.AddRange(host.Hello().Hello.Capabilities);
        status.Nics.AddRange(host.Hello().Hello.Nics);
        SnoopedVlanReport vlan = new() { SwitchId = owner.ToString(), Vlan = 10, Querier4 = new QuerierReport { Own = true }, MembershipCount = 3, RouterPorts = { port, Guid.Empty.ToString() } };
        vlan.Memberships.Add(new GroupMembershipReport { Group = "239.1.1.1", PortId = port, Since = 5, Excludes = true });
        vlan.Memberships.Add(new GroupMembershipReport { Group = "239.1.1.1", PortId = Guid.Empty.ToString() });
        vlan.Memberships.Add(new GroupMembershipReport { Group = "239.1.1.2", PortId = port, Since = long.MinValue, Sources = { Enumerable.Repeat("10.0.0.1", 100) } });
        status.SnoopedVlans.AddRange([vlan, new SnoopedVlanReport { SwitchId = Guid.Empty.ToString(), Vlan = 10 }, new SnoopedVlanReport { SwitchId = owner.ToString(), Vlan = 4095 }]);
        host.Say(new HostMessage { Status = status });
        await bed.Feed.DrainAsync(TestContext.Current.CancellationToken);

        HostGroups told = Assert.Single(bed.Inventory.FindGroups(owner));
        Assert.Equal((host.Id, 10, true, 3), (told.HostId, told.Vlan.Vlan, told.Vlan.Ipv4.IsOwn, told.Vlan.Count));
        Assert.Equal(QuerierRuntime.Nobody, told.Vlan.Ipv6);
        Assert.Equal([Guid.Parse(port)], told.Vlan.RouterPorts);
        Assert.Equal([("239.1.1.1", 5L, 0), ("239.1.1.2", 0L, FabricLimits.SourcesPerGroup)], told.Vlan.Groups.Select(group => (group.Group, group.Since.ToUnixTimeSeconds(), group.Sources.Count)));
        host.Disconnect();
        Assert.Empty(bed.Inventory.FindGroups(owner));
    }
}
