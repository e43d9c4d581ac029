using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class PortGroupEditTests
{
    [Fact]
    public void A_new_port_group_has_eight_free_ports_numbered_over_the_switch()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "db", Switch = "dvs" }));

        Assert.Equal(Enumerable.Range(1, 16), fabric.Snapshot.Ports.Values.Select(p => p.Number).Order());
        Assert.Equal(17, fabric.Switch().NextPortNumber);
    }

    [Fact]
    public void New_ports_do_not_make_the_revision_of_the_switch_stale()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        long before = fabric.Switch().Revision;
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "dvs" }));
        fabric.Do(new UpdateSwitch("dvs", before, new SwitchSpec { Mtu = 9000 }));
        Assert.Equal(9000, fabric.Switch().Mtu);
    }

    [Fact]
    public void Names_of_port_groups_are_unique_over_all_switches()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "other" }));
        Assert.Equal("name", fabric.Fail(
            EditOutcome.Conflict, new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "other" })).Field);
    }

    [Fact]
    public void A_port_group_needs_a_switch_that_exists() =>
        Assert.Equal("switch", TestFabric.WithSwitch().Fail(
            EditOutcome.Invalid, new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "none" })).Field);

    [Fact]
    public void A_port_group_in_use_cannot_be_deleted_and_the_VMs_are_named()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));

        Assert.Contains("web1 nic0", fabric.Fail(EditOutcome.Conflict, new DeletePortGroup("web", null)).Rule, StringComparison.Ordinal);
        fabric.Do(new DisconnectVnic("web1", "nic0", null));
        fabric.Do(new DeletePortGroup("web", null));

        Assert.Empty(fabric.Snapshot.PortGroups);
        Assert.Empty(fabric.Snapshot.Ports);
    }

    [Fact]
    public void Port_numbers_are_never_given_again()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new DeletePortGroup("web", null));
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "dvs" }));
        Assert.Equal(9, fabric.Snapshot.Ports.Values.Min(p => p.Number));
    }

    [Theory]
    [InlineData("trunk 10,5,6", "trunk 5-6,10")]
    [InlineData("trunk 0,1-3,4-9", "trunk 0-9")]
    [InlineData("4094", "4094")]
    [InlineData("0", "none")]
    public void Ranges_are_sorted_and_joined(string given, string kept)
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        Assert.True(VlanText.TryParse(given, out VlanConfig? vlan));
        fabric.Do(Change(new PolicySpec { Vlan = new Setting<VlanConfig?>(vlan) }));
        Assert.Equal(kept, VlanText.Format(fabric.PortGroup().Policy.Vlan!));
    }

    [Theory]
    [InlineData("4095")]
    [InlineData("trunk 5-3")]
    [InlineData("trunk 1-4095")]
    [InlineData("trunk 1-10,10-20")]
    [InlineData("trunk 7,7")]
    public void A_bad_VLAN_is_refused(string text)
    {
        Assert.True(VlanText.TryParse(text, out VlanConfig? vlan));
        ValidationError error = TestFabric.WithPortGroup().Fail(EditOutcome.Invalid, Change(new PolicySpec { Vlan = new Setting<VlanConfig?>(vlan) }));
        Assert.Equal(("policy.vlan", text), (error.Field, error.Value));
    }

    [Fact]
    public void Teaming_names_must_be_uplinks_and_stand_in_one_list_only()
    {
        ValueList<ValidationError> errors = TestFabric.WithPortGroup().FailAll(EditOutcome.Invalid, Change(new PolicySpec
        {
            Active = new Setting<ValueList<string>?>(["Uplink 1", "Uplink 9"]),
            Standby = new Setting<ValueList<string>?>(["Uplink 1"]),
        }));

        Assert.Equal(["policy.teaming.active", "policy.teaming.standby"], errors.Select(e => e.Field));
        Assert.Equal("Uplink 9", errors[0].Value);
    }

    [Theory]
    [InlineData(0, 300, "policy.macLearning.limit")]
    [InlineData(4097, 300, "policy.macLearning.limit")]
    [InlineData(1, 0, "policy.macLearning.ageingSeconds")]
    [InlineData(4096, 86_401, "policy.macLearning.ageingSeconds")]
    public void Bounds_of_MAC_learning_are_kept(int limit, int ageing, string field) =>
        Assert.Equal(field, TestFabric.WithPortGroup().Fail(
            EditOutcome.Invalid, Change(new PolicySpec { MacLimit = new Setting<int?>(limit), MacAgeingSeconds = new Setting<int?>(ageing) })).Field);

    [Fact]
    public void Standby_alone_is_refused() =>
        Assert.Equal("policy.teaming.active", TestFabric.WithPortGroup().Fail(
            EditOutcome.Invalid, Change(new PolicySpec { Standby = new Setting<ValueList<string>?>(["Uplink 1"]) })).Field);

    [Fact]
    public void Shrinking_a_port_group_removes_free_ports_with_the_highest_numbers()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { PortCount = 3 }));
        Assert.Equal([1, 2, 3], fabric.Snapshot.Ports.Values.Select(p => p.Number).Order());
    }

    [Fact]
    public void A_fixed_port_group_cannot_shrink_below_its_connected_ports()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(TestFabric.Vnic("web2"));
        Assert.Equal("portCount", fabric.Fail(
            EditOutcome.Conflict, new UpdatePortGroup("web", null, new PortGroupSpec { PortCount = 1, Elastic = false })).Field);
    }

    [Fact]
    public void A_port_overrides_only_what_its_port_group_permits()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        Guid port = fabric.Snapshot.Ports.Values.First(p => p.Number == 1).Id;
        PolicySpec vlan = new() { Vlan = new Setting<VlanConfig?>(VlanConfig.Access(5)) };

        ValidationError refused = fabric.Fail(EditOutcome.Refused, new UpdatePort(port, null, vlan));
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { PortOverrides = PolicyCategories.Vlan }));
        fabric.Do(new UpdatePort(port, null, vlan));
        ValidationError closed = fabric.Fail(
            EditOutcome.Conflict, new UpdatePortGroup("web", null, new PortGroupSpec { PortOverrides = PolicyCategories.None }));

        Assert.Equal("policy.vlan", refused.Field);
        Assert.Equal("portOverrides", closed.Field);
        Assert.Equal(VlanConfig.Access(5), fabric.Snapshot.Ports[port].Policy.Vlan);
    }

    [Fact]
    public void A_port_group_cannot_move_to_another_switch()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "other" }));
        Assert.Equal("switch", fabric.Fail(EditOutcome.Invalid, new UpdatePortGroup("web", null, new PortGroupSpec { Switch = "other" })).Field);
    }

    private static UpdatePortGroup Change(PolicySpec policy) => new("web", null, new PortGroupSpec { Policy = policy });
}
