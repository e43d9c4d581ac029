using CsCheck;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Share;

namespace Musubi.Model.Tests.Share;

public sealed class ShareTests
{
    [Fact]
    public void A_host_gets_the_switches_it_is_a_member_of_and_the_ports_connected_on_it()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(TestFabric.Vnic("web2", host: "h2"));

        HostShare share = ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h1").Id);

        ShareSwitch owner = Assert.Single(share.Switches.Values);
        Assert.Equal([new ShareUplink("Uplink 1", "pci:1"), new ShareUplink("Uplink 2", "pci:2")], owner.Uplinks);
        SharePort port = Assert.Single(share.Ports.Values);
        Assert.Equal(("web1", "web", 1), (port.Connection.Vm, port.PortGroup, port.Number));
        Assert.Equal(HostShare.Empty, ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h3").Id));
    }

    [Fact]
    public void An_uplink_that_a_host_leaves_open_has_no_NIC()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new UpdateMember("dvs", "h1", [new UplinkSpec("Uplink 2", "u1")], null));
        HostShare share = ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h1").Id);
        Assert.Equal([null, "pci:1"], share.Switches.Values.Single().Uplinks.Select(u => u.Nic));
    }

    [Fact]
    public void A_difference_applied_to_the_old_share_gives_the_new_one() =>
        Gen.Select(RandomEdits.Steps, RandomEdits.Steps).Sample((first, second) =>
        {
            InventorySnapshot old = RandomEdits.Run(TestFabric.WithSwitch(), first).Snapshot;
            InventorySnapshot present = RandomEdits.Run(TestFabric.WithSwitch(), second).Snapshot;
            return RandomEdits.Hosts.All(host =>
            {
                HostShare from = ShareCompiler.Compile(old, host);
                HostShare to = ShareCompiler.Compile(present, host);
                return ShareDiff.Between(from, to).ApplyTo(from).Equals(to) && ShareDiff.Between(to, to).IsEmpty;
            });
        }, iter: 200);

    [Fact]
    public void Compiling_the_same_inventory_again_gives_an_equal_share() =>
        RandomEdits.Steps.Sample(steps =>
        {
            InventorySnapshot snapshot = RandomEdits.Run(TestFabric.WithSwitch(), steps).Snapshot;
            InventorySnapshot rebuilt = snapshot with
            {
                Ports = snapshot.Ports.Clear().AddRange(snapshot.Ports.OrderByDescending(p => p.Value.Number)),
                Switches = snapshot.Switches.Clear().AddRange(snapshot.Switches),
            };
            return RandomEdits.Hosts.All(host => ShareCompiler.Compile(snapshot, host).Equals(ShareCompiler.Compile(rebuilt, host)));
        }, iter: 200);

    [Fact]
    public void Only_the_hosts_named_as_affected_get_another_share() =>
        Gen.Select(RandomEdits.Steps, RandomEdits.Step).Sample((before, last) =>
        {
            TestFabric fabric = RandomEdits.Run(TestFabric.WithSwitch(), before);
            InventorySnapshot old = fabric.Snapshot;
            EditResult? result = RandomEdits.Try(fabric, last);
            if (result is null)
            {
                return true;
            }

            ValueList<Guid> affected = ShareCompiler.AffectedHosts(old, result.Snapshot, result.Changes);
            return RandomEdits.Hosts.Where(h => !affected.Contains(h))
                .All(h => ShareCompiler.Compile(old, h).Equals(ShareCompiler.Compile(result.Snapshot, h)));
        }, iter: 300);

    [Fact]
    public void Editing_an_unrelated_object_leaves_the_shares_of_other_hosts_equal()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(TestFabric.Vnic("web2", host: "h2"));
        HostShare before = ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h2").Id);

        EditResult result = fabric.Do(TestFabric.Vnic("web3"));
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "other", Hosts = [new MemberSpec("h3", [])] }));

        Assert.Equal(before, ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h2").Id));
        Assert.Equal([fabric.Host("h1").Id], ShareCompiler.AffectedHosts(result.Before, result.Snapshot, result.Changes));
    }

    [Fact]
    public void Elastic_growth_alone_affects_no_other_host()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        for (int i = 0; i < 8; i++)
        {
            fabric.Do(TestFabric.Vnic($"vm{i}", host: "h2"));
        }

        EditResult result = fabric.Do(TestFabric.Vnic("one-more"));

        Assert.Contains(result.Changes, c => c.Kind == ObjectKind.Switch);
        Assert.Equal([fabric.Host("h1").Id], ShareCompiler.AffectedHosts(result.Before, result.Snapshot, result.Changes));
    }

    [Fact]
    public void A_change_of_policy_reaches_every_port_of_the_group()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        HostShare before = ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h1").Id);

        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec
        {
            Policy = new PolicySpec { Vlan = new Setting<VlanConfig?>(VlanConfig.Access(20)) },
        }));
        ShareDiff diff = ShareDiff.Between(before, ShareCompiler.Compile(fabric.Snapshot, fabric.Host("h1").Id));

        Assert.Equal(VlanConfig.Access(20), Assert.Single(diff.Ports).Policy.Vlan);
        Assert.Empty(diff.Switches);
    }
}
