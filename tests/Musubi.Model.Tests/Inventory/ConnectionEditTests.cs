using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class ConnectionEditTests
{
    [Fact]
    public void A_vNIC_takes_the_free_port_with_the_lowest_number_and_a_local_unicast_MAC()
    {
        TestFabric fabric = TestFabric.WithPortGroup();

        EditResult result = fabric.Do(TestFabric.Vnic("web1"));

        PortConfig port = fabric.PortOf("web1");
        Assert.Equal((1, 1L, result.Target), (port.Number, port.Incarnation, port.Id));
        Assert.StartsWith("02:6d:75:", port.Connection!.Mac.ToString(), StringComparison.Ordinal);
        Assert.True(port.Connection.Mac is { IsLocal: true, IsGroup: false });
    }

    [Fact]
    public void Connecting_again_with_the_same_data_changes_nothing()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        Assert.Empty(fabric.Do(TestFabric.Vnic("web1")).Changes);
        Assert.Empty(fabric.Do(TestFabric.Vnic("web1", mac: fabric.PortOf("web1").Connection!.Mac.ToString())).Changes);
    }

    [Fact]
    public void Connecting_again_with_another_MAC_or_attachment_is_a_conflict()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));

        ValueList<ValidationError> errors = fabric.FailAll(
            EditOutcome.Conflict, TestFabric.Vnic("web1", mac: "02:00:00:00:00:01", attachment: new TapAttachment("tap0")));

        Assert.Equal(["attachment", "mac"], errors.Select(e => e.Field));
    }

    [Fact]
    public void A_duplicate_MAC_is_refused_and_its_holder_named()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1", mac: "02:00:00:00:00:01"));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("web2", host: "h2", mac: "02:00:00:00:00:01"));

        Assert.Equal(("mac", "02:00:00:00:00:01"), (error.Field, error.Value));
        Assert.Contains("web1 nic0", error.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01:00:5e:00:00:01")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("00:00:00:00:00:00")]
    public void A_MAC_that_is_not_unicast_is_refused(string mac) =>
        Assert.Equal("mac", TestFabric.WithPortGroup().Fail(EditOutcome.Invalid, TestFabric.Vnic("web1", mac: mac)).Field);

    [Fact]
    public void The_search_for_a_free_MAC_is_bounded()
    {
        ConstantIds ids = new();
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Context = fabric.Context with { Ids = ids };
        fabric.Do(TestFabric.Vnic("web1"));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("web2"));

        Assert.Equal("mac", error.Field);
        Assert.Equal(1 + 64, ids.Fills);
    }

    [Fact]
    public void An_elastic_port_group_grows_by_eight()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        for (int i = 0; i < 9; i++)
        {
            fabric.Do(TestFabric.Vnic($"vm{i}"));
        }

        Assert.Equal(16, fabric.Snapshot.Ports.Count);
        Assert.Equal(9, fabric.PortOf("vm8").Number);
    }

    [Fact]
    public void A_fixed_port_group_that_is_full_refuses()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "dvs", PortCount = 1, Elastic = false }));
        fabric.Do(TestFabric.Vnic("web1"));
        Assert.Contains("not elastic", fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("web2")).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_to_another_host_keeps_the_port_and_the_MAC_and_raises_the_incarnation()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        PortConfig before = fabric.PortOf("web1");

        EditResult result = fabric.Do(TestFabric.Vnic("web1", host: "h2", attachment: new TapAttachment("tap0")));

        PortConfig after = fabric.PortOf("web1");
        Assert.Equal((before.Id, before.Connection!.Mac, before.Incarnation + 1), (after.Id, after.Connection!.Mac, after.Incarnation));
        Assert.Equal(fabric.Host("h2").Id, after.Connection.HostId);
        Assert.Equal("vnic.moved", Assert.Single(TestFabric.EventsOf(result)).Reason);
    }

    [Fact]
    public void Moving_to_another_port_group_takes_a_port_there_and_keeps_the_MAC()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "db", Switch = "dvs" }));
        fabric.Do(TestFabric.Vnic("web1"));
        PortConfig before = fabric.PortOf("web1");

        fabric.Do(TestFabric.Vnic("web1", portGroup: "db"));

        PortConfig after = fabric.PortOf("web1");
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(before.Connection!.Mac, after.Connection!.Mac);
        Assert.Null(fabric.Snapshot.Ports[before.Id].Connection);
    }

    [Fact]
    public void A_stale_revision_of_the_port_is_refused()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        long revision = fabric.PortOf("web1").Revision;

        Assert.Equal("revision", fabric.Fail(EditOutcome.Conflict, new DisconnectVnic("web1", "nic0", revision - 1)).Field);
        fabric.Do(new DisconnectVnic("web1", "nic0", revision));
        Assert.DoesNotContain(fabric.Snapshot.Ports.Values, p => p.Connection is not null);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, true)]
    public void Overrides_go_at_disconnect_only_when_the_port_group_says_so(bool resets, bool? left)
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { ResetAtDisconnect = resets }));
        fabric.Do(TestFabric.Vnic("web1"));
        Guid port = fabric.PortOf("web1").Id;
        fabric.Do(new UpdatePort(port, null, new PolicySpec { Blocked = new Setting<bool?>(true) }));

        fabric.Do(new DisconnectVnic("web1", "nic0", null));

        Assert.Equal(left, fabric.Snapshot.Ports[port].Policy.Blocked);
    }

    [Fact]
    public void A_port_that_is_connected_anew_has_a_higher_incarnation()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(new DisconnectVnic("web1", "nic0", null));
        fabric.Do(TestFabric.Vnic("web2"));
        Assert.Equal((1, 2L), (fabric.PortOf("web2").Number, fabric.PortOf("web2").Incarnation));
    }

    [Fact]
    public void Attachments_on_one_host_must_not_collide()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1", attachment: new NamespaceAttachment("ns1", "eth0")));
        fabric.Do(TestFabric.Vnic("web2", attachment: new TapAttachment("tap0")));

        ValidationError sameNamespace = fabric.Fail(
            EditOutcome.Conflict, TestFabric.Vnic("x", attachment: new NamespaceAttachment("/run/netns/ns1", "eth0")));
        ValidationError sameTap = fabric.Fail(
            EditOutcome.Conflict, new ConnectAdapter(new AdapterSpec { Name = "tap0", Host = "h1", PortGroup = "web" }));
        ValidationError nic = fabric.Fail(EditOutcome.Conflict, TestFabric.Vnic("x", attachment: new TapAttachment("u1")));

        Assert.Contains("web1 nic0", sameNamespace.Rule, StringComparison.Ordinal);
        Assert.Contains("web2 nic0", sameTap.Rule, StringComparison.Ordinal);
        Assert.Contains("physical NIC", nic.Rule, StringComparison.Ordinal);
        fabric.Do(TestFabric.Vnic("other-host", host: "h2", attachment: new TapAttachment("tap0")));
    }

    [Theory]
    [InlineData("sixteen-letters!")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("tap%d")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("tåp")]
    public void An_interface_name_that_Linux_would_refuse_is_refused(string name) =>
        Assert.Equal("attachment.interface", TestFabric.WithPortGroup().Fail(
            EditOutcome.Invalid, TestFabric.Vnic("web1", attachment: new TapAttachment(name))).Field);

    [Theory]
    [InlineData("a/b")]
    [InlineData("/run/../etc")]
    [InlineData("")]
    [InlineData("a b")]
    public void A_namespace_must_be_a_name_or_an_absolute_path(string name) =>
        Assert.Equal("attachment.namespace", TestFabric.WithPortGroup().Fail(
            EditOutcome.Invalid, TestFabric.Vnic("web1", attachment: new NamespaceAttachment(name, "eth0"))).Field);

    [Fact]
    public void A_host_that_is_no_member_of_the_switch_is_refused() =>
        Assert.Contains("member of switch dvs", TestFabric.WithPortGroup().Fail(
            EditOutcome.Refused, TestFabric.Vnic("web1", host: "h3")).Rule, StringComparison.Ordinal);

    [Fact]
    public void A_host_that_cannot_make_the_attachment_is_refused()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new ReportHost(fabric.Host("h1").Id, [.. Capability.All.Where(c => c != Capability.TapNetdevPort)], []));
        Assert.Contains("port.tap-netdev", fabric.Fail(
            EditOutcome.Refused, TestFabric.Vnic("web1", attachment: new TapAttachment("tap0"))).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_adapter_takes_a_port_and_may_change_its_addresses_in_place()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        AdapterSpec spec = new() { Name = "vmk0", Host = "h1", PortGroup = "web", Addresses = ["192.0.2.1/24"] };
        Guid id = fabric.Do(new ConnectAdapter(spec)).Target!.Value;

        fabric.Do(new ConnectAdapter(spec with { Addresses = ["192.0.2.2/24", "2001:db8::2/64"] }));

        PortConfig port = fabric.Snapshot.Ports[id];
        Assert.Equal(1, port.Incarnation);
        Assert.Equal(new HostAdapterAttachment("vmk0", ["192.0.2.2/24", "2001:db8::2/64"]), port.Connection!.Attachment);
        fabric.Do(new DisconnectAdapter("h1", "vmk0", null));
        Assert.Equal("adapter", fabric.Fail(EditOutcome.NotFound, new DisconnectAdapter("h1", "vmk0", null)).Field);
    }

    [Fact]
    public void A_host_adapter_is_for_management_until_something_else_is_said()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        AdapterSpec spec = new() { Name = "vmk0", Host = "h1", PortGroup = "web" };
        fabric.Do(new ConnectAdapter(spec));
        Assert.Equal(TrafficType.Management, Traffic());

        fabric.Do(new ConnectAdapter(spec with { Traffic = TrafficType.Vmotion }));
        fabric.Do(new ConnectAdapter(spec with { Addresses = ["192.0.2.2/24"] }));
        Assert.Equal(TrafficType.Vmotion, Traffic());

        fabric.Do(TestFabric.Vnic("web1"));
        Assert.Equal(TrafficType.VirtualMachine, fabric.PortOf("web1").Connection!.TrafficOf());

        TrafficType Traffic() => fabric.Snapshot.Ports.Values.Single(p => p.Connection?.Vnic == "vmk0").Connection!.TrafficOf();
    }

    [Theory]
    [InlineData("{\"traffic\": \"virtualMachine\"}")]
    [InlineData("{\"traffic\": \"bulk\"}")]
    public void A_host_adapter_is_for_nothing_else_than_what_hosts_do(string body)
    {
        ValidationError error = Assert.Single(RequestReader.ConnectAdapter("h1", "vmk0", JsonDocument.Parse(body).RootElement).ReadErrors);
        Assert.Equal(("traffic", TrafficTypeWords.AdapterRule), (error.Field, error.Rule));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.1/33")]
    [InlineData("192.0.2.1/0")]
    [InlineData("192.0.2/24")]
    [InlineData("0300.0.2.1/24")]
    [InlineData("224.0.0.1/24")]
    [InlineData("0.0.0.0/24")]
    [InlineData("ff02::1/64")]
    [InlineData("::/64")]
    [InlineData("2001:db8::1/129")]
    [InlineData("fe80::1%1/64")]
    [InlineData("x/24")]
    public void An_address_must_be_that_of_a_host_in_CIDR_notation(string address) =>
        Assert.Equal("addresses", TestFabric.WithPortGroup().Fail(
            EditOutcome.Invalid, new ConnectAdapter(new AdapterSpec { Name = "vmk0", Host = "h1", PortGroup = "web", Addresses = [address] })).Field);

    [Fact]
    public void An_agent_means_its_own_host_when_none_is_named()
    {
        TestFabric fabric = new(SwitchKind.Standard);
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "vSwitch0" }));
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "lan", Switch = "vSwitch0" }));

        fabric.Do(new ConnectVnic(new VnicSpec { Vm = "a", PortGroup = "lan", Attachment = new TapAttachment("tap0") }));
        fabric.Do(new ConnectAdapter(new AdapterSpec { Name = "vmk0", PortGroup = "lan" }));

        Assert.Equal(2, fabric.Snapshot.Ports.Values.Count(p => p.Connection?.HostId == fabric.Context.LocalHostId));
    }

    [Fact]
    public void Only_a_port_override_of_a_host_that_can_do_it_is_taken()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec { PortOverrides = PolicyCategories.All }));
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(new ReportHost(fabric.Host("h1").Id, [.. Capability.All.Where(c => c != Capability.TeamingExplicitOrder)], []));

        ValidationError error = fabric.Fail(EditOutcome.Refused, new UpdatePort(
            fabric.PortOf("web1").Id, null, new PolicySpec { TeamingPolicy = new Setting<TeamingPolicy?>(TeamingPolicy.ExplicitOrder) }));

        Assert.Contains("teaming.explicit-order", error.Rule, StringComparison.Ordinal);
    }
}
