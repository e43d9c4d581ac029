using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class SwitchEditTests
{
    [Fact]
    public void A_new_switch_has_two_uplinks_and_an_MTU_of_1500()
    {
        TestFabric fabric = new();

        EditResult result = fabric.Do(new CreateSwitch(new SwitchSpec { Name = "dvs" }));

        SwitchConfig made = fabric.Switch();
        Assert.Equal(["Uplink 1", "Uplink 2"], made.Uplinks);
        Assert.Equal(1500, made.Mtu);
        Assert.Equal(result.Target, made.Id);
        Assert.Equal(fabric.Snapshot.Revision, made.Revision);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" dvs")]
    [InlineData("dvs ")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\ud800b")]
    [InlineData("a\u00a0b")]
    [InlineData("..")]
    [InlineData("4fa1a1f0-0000-0000-0000-000000000000")]
    [InlineData("ninety-nine-is-too-long-ninety-nine-is-too-long-ninety-nine-is-too-long-ninety-nin")]
    public void A_name_with_odd_characters_is_refused(string name)
    {
        ValidationError error = new TestFabric().Fail(EditOutcome.Invalid, new CreateSwitch(new SwitchSpec { Name = name }));

        Assert.Equal("name", error.Field);
        Assert.DoesNotContain(error.Value, char.IsControl);
        Assert.True(error.Value.Length <= 64);
    }

    [Theory]
    [InlineData("dvs")]
    [InlineData("Sales floor 2")]
    [InlineData("結び")]
    [InlineData("🜁 air")]
    public void A_printable_name_is_taken(string name)
    {
        TestFabric fabric = new();
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = name }));
        Assert.NotNull(fabric.Switch(name));
    }

    [Fact]
    public void A_second_switch_with_the_same_name_is_a_conflict()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        Assert.Equal("name", fabric.Fail(EditOutcome.Conflict, new CreateSwitch(new SwitchSpec { Name = "dvs" })).Field);
    }

    [Fact]
    public void All_errors_of_a_request_are_reported_at_once()
    {
        ValueList<ValidationError> errors = new TestFabric().FailAll(EditOutcome.Invalid, new CreateSwitch(new SwitchSpec
        {
            Name = "a/b",
            Mtu = 9500,
            Uplinks = ["u", "u"],
            Hosts = [new MemberSpec("nobody", [])],
            Policy = new PolicySpec { Vlan = new Setting<VlanConfig?>(VlanConfig.Access(4095)), Standby = new Setting<ValueList<string>?>(["x"]) },
        }));

        Assert.Equal(
            ["name", "mtu", "uplinks", "policy.teaming.standby", "policy.teaming.active", "policy.vlan", "hosts[0].host"],
            errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData(1279)]
    [InlineData(9191)]
    [InlineData(-1)]
    public void An_MTU_out_of_bounds_names_the_value_and_the_rule(int mtu)
    {
        ValidationError error = TestFabric.WithSwitch().Fail(EditOutcome.Invalid, new UpdateSwitch("dvs", null, new SwitchSpec { Mtu = mtu }));
        Assert.Equal(new ValidationError("mtu", $"{mtu}", "must be 1280 to 9190 bytes"), error);
    }

    [Fact]
    public void More_than_32_uplinks_are_refused()
    {
        SwitchSpec spec = new() { Name = "dvs", Uplinks = [.. Enumerable.Range(0, 33).Select(i => $"u{i}")] };
        Assert.Equal("uplinks", new TestFabric().Fail(EditOutcome.Invalid, new CreateSwitch(spec)).Field);
    }

    [Fact]
    public void A_stale_revision_is_refused_and_both_revisions_are_named()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        long old = fabric.Switch().Revision;
        fabric.Do(new UpdateSwitch("dvs", old, new SwitchSpec { Mtu = 9000 }));

        ValidationError error = fabric.Fail(EditOutcome.Conflict, new UpdateSwitch("dvs", old, new SwitchSpec { Mtu = 1600 }));

        Assert.Equal("revision", error.Field);
        Assert.Equal($"{old}", error.Value);
        Assert.Contains($"{fabric.Switch().Revision}", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_that_changes_nothing_makes_no_revision()
    {
        TestFabric fabric = TestFabric.WithSwitch();

        EditResult result = fabric.Do(new UpdateSwitch("dvs", null, new SwitchSpec { Mtu = 1500, Name = "dvs" }));

        Assert.Empty(result.Changes);
        Assert.Same(result.Before, result.Snapshot);
    }

    [Fact]
    public void An_unknown_switch_is_not_found() =>
        Assert.Equal("nothing", new TestFabric().Fail(EditOutcome.NotFound, new UpdateSwitch("nothing", null, new SwitchSpec())).Value);

    [Fact]
    public void A_switch_is_found_by_its_id_too()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new UpdateSwitch(fabric.Switch().Id.ToString(), null, new SwitchSpec { Name = "renamed" }));
        Assert.NotNull(fabric.Switch("renamed"));
    }

    [Fact]
    public void A_switch_with_port_groups_and_hosts_cannot_be_deleted()
    {
        TestFabric fabric = TestFabric.WithPortGroup();

        ValueList<ValidationError> errors = fabric.FailAll(EditOutcome.Conflict, new DeleteSwitch("dvs", null));

        Assert.Contains("web", errors[0].Rule, StringComparison.Ordinal);
        Assert.Contains("h1, h2", errors[1].Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_switch_can_be_deleted()
    {
        TestFabric fabric = TestFabric.WithSwitch();
        fabric.Do(new RemoveHost("dvs", "h1", null));
        fabric.Do(new RemoveHost("dvs", "h2", null));
        fabric.Do(new DeleteSwitch("dvs", null));
        Assert.Empty(fabric.Snapshot.Switches);
    }

    [Fact]
    public void An_uplink_that_is_filled_or_named_by_a_policy_cannot_be_removed()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new UpdatePortGroup("web", null, new PortGroupSpec
        {
            Policy = new PolicySpec { Active = new Setting<ValueList<string>?>(["Uplink 2"]) },
        }));

        ValueList<ValidationError> errors = fabric.FailAll(EditOutcome.Conflict, new UpdateSwitch("dvs", null, new SwitchSpec { Uplinks = ["Uplink 1"] }));

        Assert.Equal(3, errors.Count);
        Assert.Contains(errors, e => e.Rule.Contains("u2 of host h1", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Rule.Contains("port group web", StringComparison.Ordinal));
    }

    [Fact]
    public void A_standard_switch_is_refused_where_distributed_ones_are_kept() =>
        Assert.Equal("type", new TestFabric().Fail(
            EditOutcome.Refused, new CreateSwitch(new SwitchSpec { Name = "vSwitch0", Type = SwitchKind.Standard })).Field);

    [Fact]
    public void A_standard_switch_has_its_own_host_as_its_only_member()
    {
        TestFabric fabric = new(SwitchKind.Standard);

        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "vSwitch0" }));
        fabric.Do(new UpdateMember("vSwitch0", "h1", [new UplinkSpec("Uplink 1", "u1")], null));

        MemberConfig member = Assert.Single(fabric.Switch("vSwitch0").Members);
        Assert.Equal(fabric.Context.LocalHostId, member.HostId);
        Assert.Equal("host", fabric.Fail(EditOutcome.Refused, new RemoveHost("vSwitch0", "h1", null)).Field);
    }

    [Fact]
    public void A_standard_switch_that_needs_what_its_host_lacks_is_refused()
    {
        TestFabric fabric = new(SwitchKind.Standard);
        fabric.Do(new ReportHost(fabric.Host("h1").Id, [.. Capability.All.Where(c => c != Capability.VlanTrunk)], []));

        ValidationError error = fabric.Fail(EditOutcome.Refused, new CreateSwitch(new SwitchSpec
        {
            Name = "vSwitch0",
            Policy = new PolicySpec { Vlan = new Setting<VlanConfig?>(VlanConfig.Trunk(new VlanRange(1, 2))) },
        }));

        Assert.Contains("vlan.trunk", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standard_switch_with_uplinks_can_be_deleted()
    {
        TestFabric fabric = new(SwitchKind.Standard);
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "vSwitch0", Hosts = [new MemberSpec("h1", [new UplinkSpec("Uplink 1", "u1")])] }));
        fabric.Do(new DeleteSwitch("vSwitch0", null));
        Assert.Empty(fabric.Snapshot.Switches);
    }
}
