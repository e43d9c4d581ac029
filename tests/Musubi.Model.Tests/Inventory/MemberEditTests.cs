using Musubi.Model;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class MemberEditTests
{
    [Fact]
    public void Added_host_fills_uplinks_in_the_order_of_the_switch()
    {
        TestFabric fabric = TestFabric.WithSwitch();

        fabric.Do(new AddHost("dvs", "h3", [new UplinkSpec("Uplink 2", "u2"), new UplinkSpec("Uplink 1", "pci:1")]));

        MemberConfig member = fabric.Switch().Members[2];
        Assert.Equal([new UplinkAssignment("Uplink 1", "pci:1", "u1"), new UplinkAssignment("Uplink 2", "pci:2", "u2")], member.Uplinks);
    }

    [Fact]
    public void Adding_the_same_host_again_changes_nothing()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        Assert.Empty(fabric.Do(new AddHost("dvs", "h1", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")])).Changes);
        Assert.Equal("host", fabric.Fail(EditOutcome.Conflict, new AddHost("dvs", "h1", [])).Field);
    }

    [Fact]
    public void Overlapping_uplinks_are_refused_within_a_switch_and_over_switches()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "other" }));

        ValidationError within = fabric.Fail(
            EditOutcome.Invalid, new AddHost("dvs", "h3", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u1")]));
        ValidationError over = fabric.Fail(EditOutcome.Conflict, new AddHost("other", "h1", [new UplinkSpec("Uplink 1", "u2")]));

        Assert.Contains("overlapping uplinks", within.Rule, StringComparison.Ordinal);
        Assert.Equal("uplinks.Uplink 2", within.Field);
        Assert.Contains("\"Uplink 2\" of switch dvs", over.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NIC_that_a_standard_switch_of_the_host_took_is_refused()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new ReportHost(fabric.Host("h3").Id, Capability.All, [new HostNic("pci:1", "u1", 1500, "standard switch vSwitch0")]));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, new AddHost("dvs", "h3", [new UplinkSpec("Uplink 1", "u1")]));

        Assert.Contains("standard switch vSwitch0", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NIC_with_an_IP_address_is_refused_and_one_that_got_it_as_an_uplink_keeps_its_place()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        ValueList<HostNic> nics = [new HostNic("pci:1", "u1", 1500, Address: "192.0.2.5/24"), new HostNic("pci:2", "u2", 1500)];
        fabric.Do(new ReportHost(fabric.Host("h3").Id, Capability.All, nics));
        fabric.Do(new ReportHost(fabric.Host("h1").Id, Capability.All, nics));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, new AddHost("dvs", "h3", [new UplinkSpec("Uplink 1", "u1")]));

        Assert.Equal("uplinks.Uplink 1", error.Field);
        Assert.Contains("192.0.2.5/24", error.Rule, StringComparison.Ordinal);
        Assert.Empty(fabric.Do(new UpdateMember("dvs", "h1", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")], null)).Changes);
    }

    [Fact]
    public void What_a_host_says_of_the_own_kind_of_switch_stops_nothing()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new ReportHost(fabric.Host("h1").Id, Capability.All,
            [new HostNic("pci:1", "u1", 1500, "distributed switch dvs"), new HostNic("pci:2", "u2", 1500, "standard switch vSwitch0")]));
        Assert.Empty(fabric.Do(new UpdateMember("dvs", "h1", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")], null)).Changes);
    }

    [Fact]
    public void A_NIC_that_the_host_does_not_report_is_refused_and_those_it_reports_are_named()
    {
        ValidationError error = TestFabric.WithSwitch().Fail(EditOutcome.Invalid, new AddHost("dvs", "h3", [new UplinkSpec("Uplink 1", "eth9")]));

        Assert.Equal("eth9", error.Value);
        Assert.Contains("u1, u2", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_NIC_that_is_gone_keeps_its_assignment()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new ReportHost(fabric.Host("h1").Id, Capability.All, [new HostNic("pci:1", "u1", 1500)]));

        EditResult same = fabric.Do(new UpdateMember("dvs", "h1", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")], null));

        Assert.Empty(same.Changes);
        Assert.Equal(2, fabric.Switch().Members[0].Uplinks.Count);
    }

    [Fact]
    public void A_renamed_NIC_is_still_the_same_NIC()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new ReportHost(fabric.Host("h1").Id, Capability.All, [new HostNic("pci:1", "eth7", 1500), new HostNic("pci:2", "u2", 1500)]));

        Assert.Empty(fabric.Do(new UpdateMember("dvs", "h1", [new UplinkSpec("Uplink 1", "eth7"), new UplinkSpec("Uplink 2", "u2")], null)).Changes);
    }

    [Fact]
    public void A_host_that_is_not_entitled_is_refused_with_the_reason()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new UpdateHost("h3", null, null, false));

        Assert.Contains("not entitled", fabric.Fail(EditOutcome.Refused, new AddHost("dvs", "h3", [])).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_that_lacks_capabilities_is_refused_and_each_is_named()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { Policy = Vlan(VlanConfig.Trunk(new VlanRange(1, 9))) }));
        fabric.Do(new ReportHost(fabric.Host("h3").Id, [Capability.TeamingPortId, Capability.AfPacketUplink], fabric.Host("h3").Nics));

        ValueList<ValidationError> errors = fabric.FailAll(EditOutcome.Refused, new AddHost("dvs", "h3", []));

        Assert.Equal(2, errors.Count);
        Assert.Contains("switch.distributed", errors[0].Rule, StringComparison.Ordinal);
        Assert.Contains("vlan.trunk", errors[1].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_change_that_needs_what_a_member_lacks_is_refused()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new ReportHost(fabric.Host("h2").Id, [.. Capability.All.Where(c => c != Capability.VlanTrunk)], fabric.Host("h2").Nics));
        VlanConfig trunk = VlanConfig.Trunk(new VlanRange(0, 20));

        ValidationError onGroup = fabric.Fail(EditOutcome.Refused, new UpdatePortGroup("web", null, new PortGroupSpec { Policy = Vlan(trunk) }));
        ValidationError onSwitch = fabric.Fail(EditOutcome.Refused, new UpdateSwitch("dvs", null, new SwitchSpec { Policy = Vlan(trunk) }));

        Assert.Equal("h2", onGroup.Value);
        Assert.Contains("vlan.trunk", onSwitch.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_lost_a_capability_does_not_stop_other_edits()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new ReportHost(fabric.Host("h2").Id, [], []));
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { Policy = Vlan(VlanConfig.Access(7)) }));
        Assert.Equal(VlanConfig.Access(7), fabric.PortGroup().Policy.Vlan);
    }

    [Fact]
    public void A_host_with_connected_ports_cannot_be_removed_and_the_VMs_are_named()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, new RemoveHost("dvs", "h1", null));

        Assert.Contains("web1 nic0", error.Rule, StringComparison.Ordinal);
        fabric.Do(new RemoveHost("dvs", "h2", null));
        Assert.Single(fabric.Switch().Members);
    }

    [Fact]
    public void A_host_that_is_a_member_cannot_leave_the_fabric()
    {
        TestFabric fabric = TestFabric.WithSwitch();

        Assert.Contains("dvs", fabric.Fail(EditOutcome.Conflict, new RemoveFabricHost("h1", null)).Rule, StringComparison.Ordinal);
        fabric.Do(new RemoveFabricHost("h3", null));
        Assert.Equal(2, fabric.Snapshot.Hosts.Count);
    }

    [Fact]
    public void A_second_host_with_the_same_id_or_name_is_refused()
    {
        TestFabric fabric = new();
        HostConfig h1 = fabric.Host("h1");

        Assert.Equal("hostId", fabric.Fail(EditOutcome.Conflict, new AdmitHost { HostId = h1.Id, Name = "x", CertificateKey = "another" }).Field);
        Assert.Equal("name", fabric.Fail(EditOutcome.Conflict, new AdmitHost { HostId = new Guid(9, 9, 9, new byte[8]), Name = "h1" }).Field);
        Assert.Empty(fabric.Do(new AdmitHost { HostId = h1.Id, Name = "h1", CertificateKey = "key1" }).Changes);
    }

    private static PolicySpec Vlan(VlanConfig vlan) => new() { Vlan = new Setting<VlanConfig?>(vlan) };
}
