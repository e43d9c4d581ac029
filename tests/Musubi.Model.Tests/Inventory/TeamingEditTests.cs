using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class TeamingEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void Detection_and_delay_are_inherited_each_on_its_own()
    {
        Assert.Equal((FailureDetection.Link, 100), Effective());
        _fabric.Do(UpdateSwitch("""{"failureDetection": "beacon", "failbackDelayMilliseconds": 35000}"""));
        _fabric.Do(UpdateGroup("""{"failbackDelayMilliseconds": 0}"""));
        Assert.Equal((FailureDetection.Beacon, 0), Effective());
        PolicyOrigins origins = PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy);
        Assert.Equal((PolicyOrigin.Switch, PolicyOrigin.PortGroup), (origins.FailureDetection, origins.FailbackDelay));

        _fabric.Do(UpdateGroup("""{"failureDetection": "link", "failbackDelayMilliseconds": "inherit"}"""));
        Assert.Equal((FailureDetection.Link, 35000), Effective());
        _fabric.Do(UpdateGroup("\"inherit\""));
        Assert.Null(_fabric.PortGroup().Policy.Teaming);
    }

    [Theory]
    [InlineData("""{"failbackDelayMilliseconds": 600001}""", "policy.teaming.failbackDelayMilliseconds", "600001")]
    [InlineData("""{"failbackDelayMilliseconds": -1}""", "policy.teaming.failbackDelayMilliseconds", "-1")]
    [InlineData("""{"policy": "ipHash", "failureDetection": "beacon"}""", "policy.teaming.failureDetection", "beacon")]
    [InlineData("""{"policy": "ipHash", "active": ["Uplink 1"], "standby": ["Uplink 2"]}""", "policy.teaming.standby", "Uplink 2")]
    public void Contradictions_are_errors_that_name_field_and_value(string teaming, string field, string value)
    {
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, UpdateGroup(teaming));
        Assert.Equal((field, value), (error.Field, error.Value));
    }

    [Theory]
    [InlineData("trunk 0-4094", false)]
    [InlineData("trunk 10-20", true)]
    [InlineData("10", true)]
    public void Beacons_need_to_know_their_VLANs(string vlan, bool permitted)
    {
        UpdatePortGroup update = RequestReader.UpdatePortGroup("web", Policy($$$"""{"vlan": "{{{vlan}}}", "teaming": {"failureDetection": "beacon"}}"""));
        if (permitted)
        {
            _fabric.Do(update);
        }
        else
        {
            Assert.Equal("policy.teaming.failureDetection", _fabric.Fail(EditOutcome.Invalid, update).Field);
        }
    }

    [Fact]
    public void What_a_switch_makes_contradictory_below_it_is_told_by_name_and_may_have_been_so_before()
    {
        _fabric.Do(UpdateGroup("""{"policy": "ipHash"}"""));
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, UpdateSwitch("""{"failureDetection": "beacon"}"""));
        Assert.Equal(("policy.teaming.failureDetection", "beacon"), (error.Field, error.Value));
        Assert.EndsWith("in port group web", error.Rule, StringComparison.Ordinal);

        _fabric.Do(UpdateSwitch("""{"failback": false}"""));
    }

    [Fact]
    public void What_a_port_group_makes_contradictory_at_a_port_is_told_by_its_number()
    {
        _fabric.Do(RequestReader.UpdatePortGroup("web", JsonDocument.Parse("""{"portOverrides": ["blocked", "teaming"]}""").RootElement));
        _fabric.Do(TestFabric.Vnic("vm1"));
        int number = _fabric.PortOf("vm1").Number;
        _fabric.Do(RequestReader.UpdatePort(_fabric.PortOf("vm1").Id, Policy("""{"teaming": {"policy": "ipHash"}}""")));
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, UpdateGroup("""{"failureDetection": "beacon"}"""));
        Assert.EndsWith($"at port {number}", error.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"failureDetection": "beacon"}""", "cannot tell with two uplinks")]
    [InlineData("""{"failureDetection": "beacon", "active": ["Uplink 1"]}""", "finds nothing with one uplink")]
    public void Beacons_over_fewer_than_three_uplinks_are_warned_of(string teaming, string why)
    {
        EditResult result = _fabric.Do(UpdateGroup(teaming));
        ValidationError warning = Assert.Single(result.Warnings);
        Assert.Equal(("policy.teaming.failureDetection", "beacon"), (warning.Field, warning.Value));
        Assert.StartsWith(why, warning.Rule, StringComparison.Ordinal);
        Assert.Empty(_fabric.Do(RequestReader.UpdatePortGroup("web", Policy("""{"vlan": 10}"""))).Warnings);
    }

    [Fact]
    public void Over_three_uplinks_nothing_is_warned_of_and_warnings_of_a_file_name_its_document()
    {
        _fabric.Do(RequestReader.UpdateSwitch("dvs", JsonDocument.Parse("""{"uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"]}""").RootElement));
        Assert.Empty(_fabric.Do(UpdateGroup("""{"failureDetection": "beacon"}""")).Warnings);
        EditResult applied = _fabric.Apply("""
            [{"kind": "PortGroup", "name": "db", "switch": "dvs", "policy": {"teaming": {"failureDetection": "beacon", "active": ["Uplink 1"], "standby": ["Uplink 2"]}}}]
            """);
        Assert.Equal("documents[0] PortGroup db: policy.teaming.failureDetection", Assert.Single(applied.Warnings).Field);
    }

    [Theory]
    [InlineData("""{"failureDetection": "ping"}""", "policy.teaming.failureDetection")]
    [InlineData("""{"failbackDelayMilliseconds": "soon"}""", "policy.teaming.failbackDelayMilliseconds")]
    [InlineData("""{"policy": "load"}""", "policy.teaming.policy")]
    public void Wrong_forms_are_named_by_their_path(string teaming, string field) => Assert.Equal(field, Assert.Single(UpdateGroup(teaming).ReadErrors).Field);

    [Fact]
    public void Hosts_need_what_is_used()
    {
        PortPolicyConfig policy = new()
        {
            Teaming = new TeamingConfig { Policy = TeamingPolicy.PhysicalLoad, FailureDetection = FailureDetection.Beacon, FailbackDelayMilliseconds = 5000 },
        };
        IEnumerable<string> needed = RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(_fabric.Switch(), policy)).Select(requirement => requirement.Capability);
        Assert.Equal([Capability.TeamingBeacon, Capability.TeamingFailbackDelay, Capability.TeamingPhysicalLoad], needed.Order(StringComparer.Ordinal));
        Assert.Equal([Capability.TeamingPortId], RequiredCapabilities.OfPolicy(PolicyResolver.Resolve(_fabric.Switch())).Select(requirement => requirement.Capability));
    }

    private (FailureDetection, int) Effective()
    {
        Teaming teaming = PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy).Teaming;
        return (teaming.FailureDetection, teaming.FailbackDelayMilliseconds);
    }

    private static UpdatePortGroup UpdateGroup(string teaming) => RequestReader.UpdatePortGroup("web", Policy($"{{\"teaming\": {teaming}}}"));

    private static UpdateSwitch UpdateSwitch(string teaming) => RequestReader.UpdateSwitch("dvs", Policy($"{{\"teaming\": {teaming}}}"));

    private static JsonElement Policy(string policy) => JsonDocument.Parse($"{{\"policy\": {policy}}}").RootElement;
}
