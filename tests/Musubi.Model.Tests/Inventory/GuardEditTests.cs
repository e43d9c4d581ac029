using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class GuardEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void Everything_is_off_unless_a_level_says_otherwise()
    {
        Assert.Equal(Guards.Off, Policy());
        Assert.Equal(Guards.Off, PolicyResolver.Resolve(new SwitchConfig { Id = Guid.Empty, Name = "s", Kind = SwitchKind.Standard }).Guards);
        SecurityResource shown = PolicyForm.Of(PolicyResolver.Resolve(_fabric.Switch())).Security!;
        Assert.Equal((false, false, false, "off"), (shown.BpduFilter, shown.DhcpGuard, shown.RaGuard, shown.SpoofGuard));
    }

    [Fact]
    public void Each_guard_is_inherited_on_its_own()
    {
        _fabric.Do(RequestReader.UpdateSwitch("dvs", Body("""{"bpduFilter": true, "dhcpGuard": true, "spoofGuard": "snooped"}""")));
        _fabric.Do(Update("""{"dhcpGuard": false, "raGuard": true}"""));
        Assert.Equal(new Guards { BpduFilter = true, RaGuard = true, SpoofGuard = SpoofGuard.Snooped }, Policy());
        PolicyOrigins origins = PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy);
        Assert.Equal(
            (PolicyOrigin.Switch, PolicyOrigin.PortGroup, PolicyOrigin.PortGroup, PolicyOrigin.Switch),
            (origins.BpduFilter, origins.DhcpGuard, origins.RaGuard, origins.SpoofGuard));

        _fabric.Do(Update("""{"dhcpGuard": null}"""));
        Assert.True(Policy().DhcpGuard);
        _fabric.Do(Update("\"inherit\""));
        Assert.Null(_fabric.PortGroup().Policy.Security);
    }

    [Fact]
    public void A_port_overrides_them_where_its_group_lets_it_override_security()
    {
        _fabric.Do(TestFabric.Vnic("web1"));
        UpdatePort update = RequestReader.UpdatePort(_fabric.PortOf("web1").Id, Body("""{"raGuard": true}"""));
        Assert.Equal("policy.security", _fabric.Fail(EditOutcome.Refused, update).Field);
        _fabric.Do(RequestReader.UpdatePortGroup("web", JsonDocument.Parse("""{"portOverrides": ["security"]}""").RootElement));
        _fabric.Do(update);
        Assert.True(PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy, _fabric.PortOf("web1").Policy).Guards.RaGuard);
    }

    [Theory]
    [InlineData("""{"bpduFilter": "accept"}""", "policy.security.bpduFilter")]
    [InlineData("""{"spoofGuard": "on"}""", "policy.security.spoofGuard")]
    [InlineData("""{"spoofGuard": true}""", "policy.security.spoofGuard")]
    [InlineData("""{"arpGuard": true}""", "policy.security.arpGuard")]
    public void Wrong_forms_are_named_by_their_path(string security, string field) => Assert.Equal(field, Assert.Single(Update(security).ReadErrors).Field);

    [Fact]
    public void Hosts_must_be_able_to_guard()
    {
        _fabric.Do(new ReportHost(_fabric.Host("h1").Id, [.. Capability.All.Where(word => word != Capability.Guards)], []));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Update("""{"dhcpGuard": true}"""));
        Assert.Contains("guards", error.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData("10.0.0.0/28", "10.0.0.0/28")]
    [InlineData("10.0.0.5/32", "10.0.0.5")]
    [InlineData("2001:DB8:0:0::5", "2001:db8::5")]
    [InlineData("2001:db8::/64", "2001:db8::/64")]
    [InlineData("fe80::1", "fe80::1")]
    public void Addresses_are_kept_in_their_usual_spelling(string given, string kept)
    {
        _fabric.Do(With("web1", given));
        Assert.Equal([kept], _fabric.PortOf("web1").Connection!.Addresses);
        Assert.Empty(_fabric.Do(With("web1", kept)).Changes);
    }

    [Theory]
    [InlineData("10.0.0.5/28")]
    [InlineData("10.0.0")]
    [InlineData("0x0a000001")]
    [InlineData("010.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.0/7")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/+24")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::1")]
    [InlineData("fe80::1%2")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("2000::/15")]
    [InlineData("2001:db8::1/64")]
    [InlineData("")]
    public void What_is_no_unicast_address_or_prefix_is_an_error(string text) =>
        Assert.Equal(("addresses", text), _fabric.Fail(EditOutcome.Invalid, With("web1", text)) is var error ? (error.Field, error.Value) : default);

    [Fact]
    public void Addresses_are_few_and_different()
    {
        Assert.Equal("must be given only once", _fabric.Fail(EditOutcome.Invalid, With("web1", "10.0.0.1", "10.0.0.1/32")).Rule);
        string[] many = [.. Enumerable.Range(1, 17).Select(i => $"10.0.0.{i}")];
        Assert.Equal("17", _fabric.Fail(EditOutcome.Invalid, With("web1", many)).Value);
    }

    [Fact]
    public void A_connected_vNIC_gets_other_addresses_without_being_disconnected_and_keeps_them_when_none_are_given()
    {
        _fabric.Do(With("web1", "10.0.0.1"));
        PortConfig before = _fabric.PortOf("web1");
        _fabric.Do(With("web1", "10.0.0.2"));
        _fabric.Do(TestFabric.Vnic("web1"));
        PortConfig after = _fabric.PortOf("web1");
        Assert.Equal((before.Id, before.Incarnation), (after.Id, after.Incarnation));
        Assert.Equal(["10.0.0.2"], after.Connection!.Addresses);
        _fabric.Do(With("web1"));
        Assert.Empty(_fabric.PortOf("web1").Connection!.Addresses);
    }

    [Fact]
    public void Addresses_go_with_a_vNIC_to_another_group_and_to_another_host()
    {
        _fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "db", Switch = "dvs" }));
        _fabric.Do(With("web1", "10.0.0.1"));
        _fabric.Do(TestFabric.Vnic("web1", portGroup: "db"));
        _fabric.Do(TestFabric.Vnic("web1", portGroup: "db", host: "h2"));
        Assert.Equal(["10.0.0.1"], _fabric.PortOf("web1").Connection!.Addresses);
    }

    [Fact]
    public void A_port_without_addresses_under_a_guard_that_wants_some_is_warned_of()
    {
        _fabric.Do(With("web1", "10.0.0.1"));
        _fabric.Do(TestFabric.Vnic("web2"));
        ValidationError of = Assert.Single(_fabric.Do(Update("""{"spoofGuard": "configured"}""")).Warnings);
        Assert.Equal("policy.security.spoofGuard", of.Field);
        Assert.Contains("web2 nic0", of.Rule, StringComparison.Ordinal);
        Assert.DoesNotContain("web1", of.Rule, StringComparison.Ordinal);

        Assert.Equal("addresses", Assert.Single(_fabric.Do(TestFabric.Vnic("web3")).Warnings).Field);
        Assert.Empty(_fabric.Do(With("web4", "10.0.0.4")).Warnings);
        Assert.Empty(_fabric.Do(Update("""{"spoofGuard": "snooped"}""")).Warnings);
    }

    [Fact]
    public void What_a_guest_that_migrates_was_seen_to_have_goes_ahead_of_it_to_the_host_that_awaits_it()
    {
        SeenAddress seen = new("10.0.0.7", null, AddressOrigin.Dhcp, DateTimeOffset.UnixEpoch.AddDays(30_000));
        _fabric.Do(With("web1", "10.0.0.1"));
        Guid port = _fabric.PortOf("web1").Id;
        Assert.Empty(_fabric.Do(Moving("h1", port, seen)).Changes);

        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        Assert.Empty(_fabric.Do(Moving("h2", port, seen)).Changes);
        _fabric.Do(Moving("h1", port, seen));
        Assert.Empty(_fabric.Do(Moving("h1", port, seen)).Changes);
        Assert.Equal([seen], Share("h2", port).SeenAddresses);
        Assert.Empty(Share("h1", port).SeenAddresses);
        Assert.Equal(["10.0.0.1"], Share("h2", port).Connection.Addresses);

        _fabric.Do(With("web1", "10.0.0.2"));
        Assert.Equal(["10.0.0.2"], Share("h2", port).Connection.Addresses);
        _fabric.Do(new CompleteMigration("web1", "nic0", null));
        Assert.Empty(_fabric.PortOf("web1").MovingAddresses);
    }

    private Guards Policy() => PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy).Guards;

    private SharePort Share(string host, Guid port) => ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host(host).Id).Ports[port];

    private ReportHost Moving(string host, Guid port, params SeenAddress[] seen) =>
        new(_fabric.Host(host).Id, _fabric.Host(host).Capabilities, _fabric.Host(host).Nics) { Moving = [new LeavingGuest(port, [.. seen])] };

    private static ConnectVnic With(string vm, params string[] addresses) => TestFabric.Vnic(vm) is var command
        ? command with { Spec = command.Spec with { Addresses = [.. addresses] } }
        : throw new InvalidOperationException();

    private static UpdatePortGroup Update(string security) => RequestReader.UpdatePortGroup("web", Body(security));

    private static JsonElement Body(string security) => JsonDocument.Parse($"{{\"policy\": {{\"security\": {security}}}}}").RootElement;
}
