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

public sealed class LagEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    public LagEditTests() => _fabric.Do(Switch("""{"uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"]}"""));

    [Fact]
    public void A_LAG_has_defaults_and_keeps_what_is_not_given_and_its_key()
    {
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2"]}"""));
        LagConfig a = Assert.Single(_fabric.Switch().Lags);
        Assert.Equal((LacpMode.Active, LacpRate.Slow, "ipPortVlan", 1), (a.Mode, a.Rate, a.Hash.Word, a.Key));

        _fabric.Do(Lags("""{"name": "b", "uplinks": ["Uplink 3"]}, {"name": "a", "rate": "fast", "hash": "sourceMac"}"""));
        Assert.Equal(["b", "a"], _fabric.Switch().Lags.Select(lag => lag.Name));
        Assert.Equal(a with { Rate = LacpRate.Fast, Hash = new LagHash(LagHashFields.Mac, LagHashSides.Source, false) }, _fabric.Switch().Lags[1]);
        Assert.Equal(2, _fabric.Switch().Lags[0].Key);
        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        Assert.Equal(_fabric.Switch().Lags, Assert.Single(share.Switches.Values).Lags);
    }

    [Theory]
    [InlineData("""{"name": "", "uplinks": ["Uplink 1"]}""", "lags[0].name", "")]
    [InlineData("""{"name": "Uplink 2", "uplinks": ["Uplink 1"]}""", "lags[0].name", "Uplink 2")]
    [InlineData("""{"name": "a"}""", "lags[0].uplinks", "0")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 9"]}""", "lags[0].uplinks", "Uplink 9")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 1"]}""", "lags[0].uplinks", "Uplink 1")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1"]}, {"name": "b", "uplinks": ["Uplink 1"]}""", "lags[1].uplinks", "Uplink 1")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1"]}, {"name": "a", "uplinks": ["Uplink 2"]}""", "lags[1].name", "a")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1"], "mode": "loud"}""", "lags[0].mode", "loud")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1"], "rate": "medium"}""", "lags[0].rate", "medium")]
    [InlineData("""{"name": "a", "uplinks": ["Uplink 1"], "hash": "ipv6"}""", "lags[0].hash", "ipv6")]
    public void Contradictions_are_errors_that_name_field_and_value(string lags, string field, string value)
    {
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Lags(lags));
        Assert.Equal((field, value), (error.Field, error.Value));
    }

    [Fact]
    public void Every_hash_has_a_word_that_is_read_as_itself()
    {
        Assert.Equal(18, LagHash.Words.Distinct().Count());
        Assert.All(LagHash.Words, word => Assert.Equal(word, LagHash.Parse(word)!.Word));
        Assert.Null(LagHash.Parse("Vlan"));
        Assert.Null(LagHash.Parse(null));
    }

    [Fact]
    public void A_LAG_stands_in_an_order_where_an_uplink_stands_and_its_members_in_none()
    {
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2"]}"""));
        _fabric.Do(Group("""{"active": ["a"], "standby": ["Uplink 3"]}"""));
        Teaming teaming = PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy).Teaming;
        Assert.Equal(["a"], teaming.Active);
        Assert.Equal(["Uplink 3"], teaming.Standby);

        ValidationError member = _fabric.Fail(EditOutcome.Invalid, Group("""{"active": ["Uplink 2"]}"""));
        Assert.Equal(("policy.teaming.active", "Uplink 2"), (member.Field, member.Value));
        Assert.EndsWith("name a", member.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_s_order_is_all_that_stands_alone_or_the_LAGs_where_nothing_does()
    {
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2"]}"""));
        Assert.Equal(["Uplink 3"], PolicyResolver.Resolve(_fabric.Switch()).Teaming.Active);
        _fabric.Do(Lags("""{"name": "a"}, {"name": "b", "uplinks": ["Uplink 3"]}"""));
        Assert.Equal(["a", "b"], PolicyResolver.Resolve(_fabric.Switch()).Teaming.Active);
    }

    [Theory]
    [InlineData("""{"active": ["a"], "policy": "ipHash"}""", "policy.teaming.policy", "ipHash")]
    [InlineData("""{"active": ["Uplink 3"], "standby": ["a"], "policy": "physicalLoad"}""", "policy.teaming.policy", "physicalLoad")]
    [InlineData("""{"active": ["a"], "failureDetection": "beacon"}""", "policy.teaming.failureDetection", "beacon")]
    public void What_does_not_go_together_with_a_LAG_is_refused(string teaming, string field, string value)
    {
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2"]}"""));
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Group(teaming));
        Assert.Equal((field, value), (error.Field, error.Value));
    }

    [Fact]
    public void What_a_LAG_makes_contradictory_below_it_is_told_by_name()
    {
        _fabric.Do(Group("""{"policy": "ipHash"}"""));
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"]}"""));
        Assert.Equal(("policy.teaming.policy", "ipHash"), (error.Field, error.Value));
        Assert.EndsWith("in port group web", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_in_use_cannot_become_a_member_and_a_LAG_in_use_cannot_go()
    {
        _fabric.Do(Group("""{"active": ["Uplink 1"], "standby": ["Uplink 2"]}"""));
        ValidationError used = _fabric.Fail(EditOutcome.Conflict, Lags("""{"name": "a", "uplinks": ["Uplink 2"]}"""));
        Assert.Equal(("lags", "Uplink 2"), (used.Field, used.Value));
        Assert.Contains("port group web", used.Rule, StringComparison.Ordinal);

        _fabric.Do(Group("""{"active": ["Uplink 1"], "standby": []}"""));
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 2"]}"""));
        _fabric.Do(Group("""{"active": ["Uplink 1"], "standby": ["a"]}"""));
        ValidationError gone = _fabric.Fail(EditOutcome.Conflict, Switch("""{"lags": []}"""));
        Assert.Equal(("lags", "a"), (gone.Field, gone.Value));
        Assert.Contains(("lags[0].uplinks", "Uplink 2"), _fabric.FailAll(EditOutcome.Invalid, Switch("""{"uplinks": ["Uplink 1", "Uplink 3"]}""")).Select(error => (error.Field, error.Value)));
    }

    [Fact]
    public void Every_member_host_must_be_able_to()
    {
        HostConfig host = _fabric.Host("h2");
        _fabric.Do(new ReportHost(host.Id, [.. Capability.All.Where(word => word != Capability.Lacp)], host.Nics));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Lags("""{"name": "a", "uplinks": ["Uplink 1"]}"""));
        Assert.Equal(("lags", "h2"), (error.Field, error.Value));
        Assert.Contains(Capability.Lacp, error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standard_switch_has_none()
    {
        TestFabric host = new(SwitchKind.Standard);
        host.Do(new CreateSwitch(new SwitchSpec { Name = "vs0" }));
        Assert.Equal("lags", host.Fail(EditOutcome.Refused, RequestReader.UpdateSwitch("vs0", JsonDocument.Parse("""{"lags": [{"name": "a", "uplinks": ["Uplink 1"]}]}""").RootElement)).Field);
    }

    [Fact]
    public void What_was_read_can_be_sent_again()
    {
        _fabric.Do(Lags("""{"name": "a", "uplinks": ["Uplink 1", "Uplink 2"], "mode": "passive", "rate": "fast", "hash": "mac"}"""));
        LagConfig before = Assert.Single(_fabric.Switch().Lags);
        string shown = JsonSerializer.Serialize(Resources.LagResource.Of(before), Model.Json.ModelJson.Options);
        _fabric.Do(Lags(shown));
        Assert.Equal(before, Assert.Single(_fabric.Switch().Lags));
    }

    private static UpdateSwitch Switch(string json) => RequestReader.UpdateSwitch("dvs", JsonDocument.Parse(json).RootElement);

    private static UpdateSwitch Lags(string lags) => Switch($$"""{"lags": [{{lags}}]}""");

    private static UpdatePortGroup Group(string teaming) =>
        RequestReader.UpdatePortGroup("web", JsonDocument.Parse($$$"""{"policy": {"teaming": {{{teaming}}}}}""").RootElement);
}
