using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

/// <summary>Settings of I/O control: what is given changes, what is not stays, and what is wrong is named.</summary>
public sealed class IoControlEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void Virtual_machines_have_twice_the_shares_of_other_types_until_something_else_is_said()
    {
        Set("""{"ioControl": {"enabled": true}}""");

        IoControl control = _fabric.Switch().IoControl;
        Assert.True(control.Enabled);
        Assert.Equal(new IoTraffic(TrafficType.VirtualMachine, 100), control.Of(TrafficType.VirtualMachine));
        Assert.Equal(new IoTraffic(TrafficType.Vmotion, 50), control.Of(TrafficType.Vmotion));
    }

    [Fact]
    public void What_is_given_of_a_type_changes_and_the_rest_stays()
    {
        Set("""{"ioControl": {"trafficTypes": {"vmotion": {"shares": "low", "limitBitsPerSecond": 2000000000}, "nfs": {"reservationBitsPerSecond": 1000000}}}}""");
        Set("""{"ioControl": {"trafficTypes": {"vmotion": {"shares": 30}}}}""");

        Assert.Equal(new IoTraffic(TrafficType.Vmotion, 30, 0, 2_000_000_000), _fabric.Switch().IoControl.Of(TrafficType.Vmotion));
        Assert.Equal(new IoTraffic(TrafficType.Nfs, 50, 1_000_000), _fabric.Switch().IoControl.Of(TrafficType.Nfs));

        Set("""{"ioControl": {"trafficTypes": {"vmotion": {"shares": "normal", "limitBitsPerSecond": "none"}, "nfs": {"reservationBitsPerSecond": 0}}}}""");
        Assert.Equal(IoControl.Off, _fabric.Switch().IoControl);
    }

    [Theory]
    [InlineData("""{"trafficTypes": {"vmotion": {"shares": 0}}}""", "ioControl.trafficTypes.vmotion.shares")]
    [InlineData("""{"trafficTypes": {"vmotion": {"shares": 101}}}""", "ioControl.trafficTypes.vmotion.shares")]
    [InlineData("""{"trafficTypes": {"vmotion": {"shares": "huge"}}}""", "ioControl.trafficTypes.vmotion.shares")]
    [InlineData("""{"trafficTypes": {"vmotion": {"reservationBitsPerSecond": 7999}}}""", "ioControl.trafficTypes.vmotion.reservationBitsPerSecond")]
    [InlineData("""{"trafficTypes": {"vmotion": {"reservationBitsPerSecond": -1}}}""", "ioControl.trafficTypes.vmotion.reservationBitsPerSecond")]
    [InlineData("""{"trafficTypes": {"vmotion": {"limitBitsPerSecond": "much"}}}""", "ioControl.trafficTypes.vmotion.limitBitsPerSecond")]
    [InlineData("""{"trafficTypes": {"vmotion": {"limitBitsPerSecond": 1}}}""", "ioControl.trafficTypes.vmotion.limitBitsPerSecond")]
    [InlineData("""{"trafficTypes": {"vmotion": {"reservationBitsPerSecond": 9000000, "limitBitsPerSecond": 8999999}}}""", "ioControl.trafficTypes.vmotion.limitBitsPerSecond")]
    [InlineData("""{"trafficTypes": {"bulk": {"shares": 1}}}""", "ioControl.trafficTypes.bulk")]
    public void What_is_wrong_with_a_type_is_named(string control, string field) =>
        Assert.Equal(field, _fabric.Fail(EditOutcome.Invalid, Update($$"""{"ioControl": {{control}}}""")).Field);

    [Theory]
    [InlineData("""[{"name": "none"}]""", "networkResourcePools[0].name")]
    [InlineData("""[{"name": ""}]""", "networkResourcePools[0].name")]
    [InlineData("""[{"name": "a"}, {"name": "a"}]""", "networkResourcePools[1].name")]
    [InlineData("""[{"name": "a", "quotaBitsPerSecond": 1}]""", "networkResourcePools[0].quotaBitsPerSecond")]
    [InlineData("""[{"name": "a", "shares": 1000}]""", "networkResourcePools[0].shares")]
    [InlineData("""[{"name": "a", "limitBitsPerSecond": 1}]""", "networkResourcePools[0].limitBitsPerSecond")]
    public void What_is_wrong_with_a_pool_is_named(string pools, string field) =>
        Assert.Equal(field, _fabric.Fail(EditOutcome.Invalid, Update($$"""{"networkResourcePools": {{pools}}}""")).Field);

    [Fact]
    public void A_port_group_is_in_a_pool_of_its_switch_and_the_pool_stays_while_it_is()
    {
        Set("""{"networkResourcePools": [{"name": "silver"}, {"name": "gold", "shares": "high"}]}""");
        Assert.Equal(["gold", "silver"], _fabric.Switch().IoPools.Select(pool => pool.Name));
        Assert.Contains("gold, silver", _fabric.Fail(EditOutcome.Invalid, Pool("bronze")).Rule, StringComparison.Ordinal);

        _fabric.Do(Pool("gold"));
        Assert.Equal("gold", _fabric.PortGroup().IoPool);
        ValidationError used = _fabric.Fail(EditOutcome.Conflict, Update("""{"networkResourcePools": [{"name": "silver"}]}"""));
        Assert.Equal(("networkResourcePools", "gold"), (used.Field, used.Value));

        _fabric.Do(Pool("none"));
        Set("""{"networkResourcePools": []}""");
        Assert.Empty(_fabric.Switch().IoPools);
    }

    [Fact]
    public void A_vNIC_keeps_what_it_has_of_uplinks_wherever_it_goes()
    {
        _fabric.Do(Vnic("""{"shares": "high", "limitBitsPerSecond": 1000000000}"""));
        Assert.Equal(new IoAllocation(100, 0, 1_000_000_000), _fabric.PortOf("web1").Connection!.Io);

        _fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "db", Switch = "dvs" }));
        _fabric.Do(TestFabric.Vnic("web1", "db", "h2"));
        Assert.Equal(new IoAllocation(100, 0, 1_000_000_000), _fabric.PortOf("web1").Connection!.Io);
        long incarnation = _fabric.PortOf("web1").Incarnation;

        _fabric.Do(Vnic("""{"shares": 50, "limitBitsPerSecond": "none"}""", "db", "h2"));
        Assert.Null(_fabric.PortOf("web1").Connection!.Io);
        Assert.Equal(incarnation, _fabric.PortOf("web1").Incarnation);
    }

    [Fact]
    public void A_change_while_the_vNIC_migrates_goes_with_it()
    {
        _fabric.Do(TestFabric.Vnic("web1"));
        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        _fabric.Do(Vnic("""{"shares": 10}"""));
        _fabric.Do(new CompleteMigration("web1", "nic0", null));
        Assert.Equal((_fabric.Host("h2").Id, 10), (_fabric.PortOf("web1").Connection!.HostId, _fabric.PortOf("web1").Connection!.Io?.Shares));
    }

    [Fact]
    public void While_it_is_off_what_a_vNIC_has_is_warned_of()
    {
        EditResult result = _fabric.Do(Vnic("""{"shares": 10}"""));
        Assert.Contains("no effect", Assert.Single(result.Warnings).Rule, StringComparison.Ordinal);
        Set("""{"ioControl": {"enabled": true}}""");
        Assert.Empty(_fabric.Do(Vnic("""{"shares": 20}""")).Warnings);
    }

    [Fact]
    public void A_standard_switch_has_none()
    {
        TestFabric host = new(SwitchKind.Standard);
        host.Do(new CreateSwitch(new SwitchSpec { Name = "vs0" }));
        host.Do(new CreatePortGroup(new PortGroupSpec { Name = "web", Switch = "vs0" }));
        Assert.Equal("ioControl", host.Fail(EditOutcome.Refused, Update("""{"ioControl": {"enabled": true}}""", "vs0")).Field);
        Assert.Equal("networkResourcePools", host.Fail(EditOutcome.Refused, Update("""{"networkResourcePools": [{"name": "a"}]}""", "vs0")).Field);
        Assert.Equal("ioAllocation", host.Fail(EditOutcome.Refused, Vnic("""{"shares": 1}""")).Field);
        host.Do(Vnic("""{"shares": 50}"""));
    }

    [Fact]
    public void A_member_that_cannot_do_it_is_named()
    {
        _fabric.Do(new ReportHost(_fabric.Host("h2").Id, [.. Capability.All.Where(word => word != Capability.IoControl)], _fabric.Host("h2").Nics));
        Assert.Contains("h2 lacks the capability io-control", _fabric.Fail(EditOutcome.Refused, Update("""{"ioControl": {"enabled": true}}""")).Rule, StringComparison.Ordinal);

        _fabric.Do(new RemoveHost("dvs", "h2", null));
        Set("""{"ioControl": {"enabled": true}}""");
        Assert.Contains("io-control", _fabric.Fail(EditOutcome.Refused, new AddHost("dvs", "h2", [])).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_are_told_of_it_while_it_is_on()
    {
        Set("""{"networkResourcePools": [{"name": "gold", "shares": 75}, {"name": "plain"}], "ioControl": {"trafficTypes": {"nfs": {"shares": 10}}}}""");
        _fabric.Do(Pool("gold"));
        _fabric.Do(Vnic("""{"shares": 10}"""));
        Assert.Equal((IoControl.Off, 0, null), (Share().Control, Share().Pools, Share().Pool));

        Set("""{"ioControl": {"enabled": true}}""");
        Assert.Equal((_fabric.Switch().IoControl, 1, "gold"), (Share().Control, Share().Pools, Share().Pool));

        _fabric.Do(Pool("plain"));
        Assert.Null(Share().Pool);
    }

    private static UpdateSwitch Update(string body, string owner = "dvs") => RequestReader.UpdateSwitch(owner, JsonDocument.Parse(body).RootElement);

    private static ConnectVnic Vnic(string allocation, string group = "web", string? host = null) => RequestReader.ConnectVnic("web1", "nic0", JsonDocument.Parse(
        $$"""{"portGroup": "{{group}}", "host": "{{host ?? "h1"}}", "attachment": {"type": "namespace", "namespace": "ns-web1"}, "ioAllocation": {{allocation}}}""").RootElement);

    private static UpdatePortGroup Pool(string name) => RequestReader.UpdatePortGroup("web", JsonDocument.Parse($$"""{"networkResourcePool": "{{name}}"}""").RootElement);

    private void Set(string body) => _fabric.Do(Update(body));

    private (IoControl Control, int Pools, string? Pool) Share()
    {
        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        ShareSwitch owner = share.Switches.Values.Single();
        return (owner.IoControl, owner.IoPools.Count, share.Ports.Values.Single().IoPool);
    }
}
