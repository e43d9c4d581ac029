using System.Globalization;
using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Json;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Reading;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class FilteringEditTests
{
    private const string NoSsh = """{"name": "no ssh", "direction": "ingress", "action": "drop", "match": {"protocol": "tcp", "destinationPort": 22}}""";
    private const string Voice = """{"name": "voice", "action": "mark", "dscp": 46, "cos": 5, "match": {"protocol": "udp", "sourcePort": "16384-32767"}}""";

    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void A_list_is_inherited_whole_and_replaced_whole()
    {
        _fabric.Do(RequestReader.UpdateSwitch("dvs", Policy(List(NoSsh, Voice))));
        Assert.Equal(["no ssh", "voice"], NamesOf(Effective));
        Assert.Equal(PolicyOrigin.Switch, PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy).Filtering);

        _fabric.Do(Update(List(Voice)));
        Assert.Equal(["voice"], NamesOf(Effective));
        Assert.Equal(PolicyOrigin.PortGroup, PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy).Filtering);

        _fabric.Do(Update("\"inherit\""));
        Assert.Equal(["no ssh", "voice"], NamesOf(Effective));

        _fabric.Do(Update("""{"enabled": false}"""));
        Assert.False(Effective.IsActive);
    }

    [Fact]
    public void Being_in_force_and_the_rules_are_changed_apart()
    {
        _fabric.Do(Update(List(NoSsh)));
        Assert.True(Effective.IsActive);
        _fabric.Do(Update("""{"enabled": false}"""));
        Assert.Equal((false, "no ssh"), (Effective.Enabled, Assert.Single(NamesOf(Effective))));
        _fabric.Do(Update(List(Voice)));
        Assert.Equal((false, "voice"), (Effective.Enabled, Assert.Single(NamesOf(Effective))));
        _fabric.Do(Update("""{"enabled": true}"""));
        Assert.True(Effective.IsActive);
    }

    [Fact]
    public void Whoever_switches_it_on_with_no_rules_of_its_own_is_warned_that_nothing_is_inherited_any_more()
    {
        _fabric.Do(RequestReader.UpdateSwitch("dvs", Policy(List(NoSsh))));
        ValidationError warning = Assert.Single(_fabric.Do(Update("""{"enabled": true}""")).Warnings);
        Assert.Equal(("policy.filtering.enabled", "true"), (warning.Field, warning.Value));
        Assert.False(Effective.IsActive);
        Assert.Equal("uplinkFiltering.enabled", Assert.Single(_fabric.Do(Uplinks("""{"enabled": true}""")).Warnings).Field);
        Assert.Empty(_fabric.Do(Update("\"inherit\"")).Warnings);
        Assert.Empty(_fabric.Do(Update("""{"enabled": false}""")).Warnings);
    }

    [Fact]
    public void Documents_give_rules_to_switches_their_uplinks_and_port_groups()
    {
        string documents = $$"""
            [
              {"kind": "Switch", "name": "dvs", "uplinkFiltering": {{List(NoSsh)}}, "policy": {"filtering": {{List(Voice)}} } },
              {"kind": "PortGroup", "name": "web", "switch": "dvs", "policy": {"filtering": {{List(NoSsh, Voice)}} } }
            ]
            """;
        _fabric.Apply(documents);
        Assert.Equal(["no ssh"], NamesOf(_fabric.Switch().UplinkFiltering));
        Assert.Equal(["voice"], NamesOf(PolicyResolver.Resolve(_fabric.Switch()).Filtering));
        Assert.Equal(["no ssh", "voice"], NamesOf(Effective));
        Assert.Empty(_fabric.Apply(documents).Changes);

        ValidationError error = _fabric.Fail(EditOutcome.Invalid, TestFabric.ReadApply("""[{"kind": "PortGroup", "name": "web", "switch": "dvs", "policy": {"filtering": {"rules": [{"name": "r", "action": "mark"}]}}}]"""));
        Assert.EndsWith("policy.filtering.rules[0].action", error.Field, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_has_its_own_only_where_the_port_group_allows_it()
    {
        _fabric.Do(TestFabric.Vnic("web1"));
        UpdatePort own = RequestReader.UpdatePort(_fabric.PortOf("web1").Id, Policy(List(NoSsh)));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, own);
        Assert.Contains("portOverrides", error.Rule, StringComparison.Ordinal);

        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"portOverrides": ["filtering"]}""")));
        _fabric.Do(own);
        PortConfig port = _fabric.PortOf("web1");
        Assert.Equal(["no ssh"], NamesOf(PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy, port.Policy).Filtering));
        Assert.Equal(PolicyOrigin.Port, PolicyResolver.Trace(_fabric.Switch(), _fabric.PortGroup().Policy, port.Policy).Filtering);
    }

    [Theory]
    [InlineData("""{"name": "", "action": "drop"}""", "name", "")]
    [InlineData("""{"name": "a/b", "action": "drop"}""", "name", "a/b")]
    [InlineData("""{"name": "r", "action": "mark"}""", "action", "mark")]
    [InlineData("""{"name": "r", "action": "drop", "dscp": 5}""", "action", "drop")]
    [InlineData("""{"name": "r", "action": "mark", "dscp": 64}""", "dscp", "64")]
    [InlineData("""{"name": "r", "action": "mark", "dscp": -1}""", "dscp", "-1")]
    [InlineData("""{"name": "r", "action": "mark", "cos": 8}""", "cos", "8")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"destinationPort": 22}}""", "match.destinationPort", "22")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"sourcePort": 22, "protocol": "icmp"}}""", "match.sourcePort", "22")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"sourcePort": 22, "protocol": "not tcp"}}""", "match.sourcePort", "22")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"tcpFlags": "syn", "protocol": "udp"}}""", "match.tcpFlags", "syn")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"icmpType": 8}}""", "match.icmpType", "8")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"icmpCode": 0, "protocol": "tcp"}}""", "match.icmpCode", "0")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"source": "10.0.0.0/8", "destination": "2001:db8::/32"}}""", "match.destination", "2001:db8::/32")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"source": "2001:db8::1", "protocol": "icmp"}}""", "match.protocol", "icmp")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"source": "10.0.0.1", "protocol": "icmpv6"}}""", "match.protocol", "icmpv6")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"etherType": "arp", "protocol": "tcp"}}""", "match.etherType", "arp")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"etherType": "ipv6", "destination": "10.0.0.1"}}""", "match.etherType", "ipv6")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"etherType": "not ipv4", "source": "10.0.0.1"}}""", "match.etherType", "not ipv4")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"etherType": "ipv4", "protocol": "icmpv6", "icmpType": 135}}""", "match.etherType", "ipv4")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"etherType": 2054, "dscp": 0}}""", "match.etherType", "arp")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"dscp": "not 0-63"}}""", "match.dscp", "not 0-63")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"vlan": "not 0-4094"}}""", "match.vlan", "not 0-4094")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"source": "not 0.0.0.0/0"}}""", "match.source", "not 0.0.0.0/0")]
    [InlineData("""{"name": "r", "action": "drop", "match": {"sourceMac": "not 00:00:00:00:00:00/0"}}""", "match.sourceMac", "not 00:00:00:00:00:00/0")]
    public void A_rule_that_nothing_can_meet_or_that_contradicts_itself_is_an_error_that_names_it(string rule, string field, string value)
    {
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Update(List(NoSsh, rule)));
        Assert.Equal(($"policy.filtering.rules[1].{field}", value), (error.Field, error.Value));
        if (field != "name")
        {
            Assert.Contains("(rule r)", error.Rule, StringComparison.Ordinal);
        }

        error = _fabric.Fail(EditOutcome.Invalid, Uplinks(List(rule)));
        Assert.Equal(($"uplinkFiltering.rules[0].{field}", value), (error.Field, error.Value));
    }

    [Theory]
    [InlineData("""{"etherType": "ipv4", "protocol": "tcp", "destinationPort": "not 22"}""")]
    [InlineData("""{"etherType": "not arp", "protocol": "udp", "sourcePort": "1-65535"}""")]
    [InlineData("""{"source": "not 10.0.0.0/8", "destination": "10.0.0.0/8", "protocol": "icmp", "icmpType": 8}""")]
    [InlineData("""{"etherType": "ipv6", "protocol": "icmpv6", "icmpType": "133-137", "icmpCode": 0}""")]
    [InlineData("""{"protocol": "sctp", "destinationPort": 3868}""")]
    [InlineData("""{"protocol": 33, "destinationPort": 5000}""")]
    [InlineData("""{"protocol": "tcp", "tcpFlags": "not syn,!ack"}""")]
    [InlineData("""{"vlan": 0, "cos": "not 0", "dscp": "1-63"}""")]
    [InlineData("""{"sourceMac": "00:50:56:00:00:00/24", "destinationMac": "not 01:00:00:00:00:00/01:00:00:00:00:00"}""")]
    [InlineData("""{"traffic": "not virtualMachine"}""")]
    [InlineData("""{"etherType": "not ipv4", "protocol": "tcp"}""")]
    public void Rules_that_make_sense_are_taken_without_a_warning(string match) =>
        Assert.Empty(_fabric.Do(Update(List($$"""{"name": "r", "action": "drop", "match": {{match}} }"""))).Warnings);

    [Fact]
    public void All_errors_of_a_list_are_told_at_once()
    {
        ValueList<ValidationError> errors = _fabric.FailAll(EditOutcome.Invalid, Update("""
            {"rules": [{"name": "a", "action": "mark", "match": {"destinationPort": 1, "tcpFlags": "syn"}}, {"name": "a", "action": "drop", "match": {"icmpType": 3}}]}
            """));
        Assert.Equal(
            ["rules[0].action", "rules[0].match.destinationPort", "rules[0].match.tcpFlags", "rules[1].name", "rules[1].match.icmpType"],
            errors.Select(error => error.Field["policy.filtering.".Length..]));
    }

    [Theory]
    [InlineData("5", "")]
    [InlineData("""{"enabled": "on"}""", ".enabled")]
    [InlineData("""{"rules": {}}""", ".rules")]
    [InlineData("""{"rules": ["drop"]}""", ".rules[0]")]
    [InlineData("""{"rules": [], "stateful": true}""", ".stateful")]
    [InlineData("""{"rules": [{"name": "r"}]}""", ".rules[0].action")]
    [InlineData("""{"rules": [{"name": "r", "action": "reject"}]}""", ".rules[0].action")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "direction": "in"}]}""", ".rules[0].direction")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"port": 22}}]}""", ".rules[0].match.port")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"protocol": "xyz"}}]}""", ".rules[0].match.protocol")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"vlan": 4095}}]}""", ".rules[0].match.vlan")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"source": "10.0.0.1/8"}}]}""", ".rules[0].match.source")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"destinationPort": [22]}}]}""", ".rules[0].match.destinationPort")]
    [InlineData("""{"rules": [{"name": "r", "action": "drop", "match": {"traffic": "storage"}}]}""", ".rules[0].match.traffic")]
    public void Wrong_forms_are_named_by_their_path(string filtering, string field)
    {
        Assert.Equal($"policy.filtering{field}", Assert.Single(Update(filtering).ReadErrors).Field);
        Assert.Equal($"uplinkFiltering{field}", Assert.Single(Uplinks(filtering).ReadErrors).Field);
    }

    [Fact]
    public void A_rule_behind_one_that_takes_all_of_it_is_a_warning_and_is_kept()
    {
        EditResult result = _fabric.Do(Update("""
            {"rules": [
                {"name": "all tcp", "action": "allow", "match": {"protocol": "tcp"}},
                {"name": "ssh", "action": "drop", "direction": "ingress", "match": {"protocol": "tcp", "destinationPort": 22}},
                {"name": "udp", "action": "drop", "match": {"protocol": "udp"}}]}
            """));
        ValidationError warning = Assert.Single(result.Warnings);
        Assert.Equal(("policy.filtering.rules[1]", "ssh"), (warning.Field, warning.Value));
        Assert.Contains("rule all tcp ", warning.Rule, StringComparison.Ordinal);
        Assert.Equal(3, Effective.Rules.Count);
    }

    [Fact]
    public void Rules_of_uplinks_are_the_switchs_own_and_apart_from_those_of_ports()
    {
        _fabric.Do(TestFabric.Vnic("web1"));
        EditResult result = _fabric.Do(Uplinks(List(NoSsh)));
        Assert.False(Effective.IsActive);
        Assert.Equal(["no ssh"], NamesOf(_fabric.Switch().UplinkFiltering));
        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h2").Id);
        Assert.Equal(Assert.Single(share.RuleSets.Keys), share.Switches.Values.Single().UplinkRuleSet);
        Assert.Equal([_fabric.Host("h1").Id, _fabric.Host("h2").Id], ShareCompiler.AffectedHosts(result.Before, result.Snapshot, result.Changes).Order());

        _fabric.Do(Uplinks("\"inherit\""));
        Assert.Equal(FilteringConfig.Off, _fabric.Switch().UplinkFiltering);
    }

    [Fact]
    public void Ports_with_equal_rules_share_one_set_and_rules_out_of_force_are_not_sent()
    {
        _fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "app", Switch = "dvs" }));
        _fabric.Do(TestFabric.Vnic("web1"));
        _fabric.Do(TestFabric.Vnic("web2"));
        _fabric.Do(TestFabric.Vnic("app1", portGroup: "app"));
        _fabric.Do(Update(List(NoSsh)));
        _fabric.Do(RequestReader.UpdatePortGroup("app", Policy(List(NoSsh))));

        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        FilterRuleSet set = Assert.Single(share.RuleSets.Values);
        Assert.All(share.Ports.Values, port => Assert.Equal(set.Id, port.RuleSet));
        Assert.True(share.HasItsRuleSets);

        _fabric.Do(RequestReader.UpdatePortGroup("app", Policy("""{"enabled": false}""")));
        HostShare now = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        Assert.Equal([null, set.Id, set.Id], now.Ports.Values.OrderBy(port => port.Connection.Vm).Select(port => port.RuleSet));

        _fabric.Do(Update("""{"rules": []}"""));
        HostShare none = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        Assert.Empty(none.RuleSets);
        ShareDiff diff = ShareDiff.Between(now, none);
        Assert.Equal([set.Id], diff.RemovedRuleSets);
        Assert.Equal(none, diff.ApplyTo(now));
    }

    [Fact]
    public void Hosts_must_be_able_to_filter()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(new ReportHost(fabric.Host("h1").Id, [.. Capability.All.Where(word => word != Capability.Filtering)], fabric.Host("h1").Nics));
        fabric.Do(TestFabric.Vnic("web1"));
        Assert.Contains("filtering", fabric.Fail(EditOutcome.Refused, Update(List(NoSsh))).Rule, StringComparison.Ordinal);
        Assert.Equal("uplinkFiltering", fabric.Fail(EditOutcome.Refused, Uplinks(List(NoSsh))).Field);
        fabric.Do(Update($$"""{"enabled": false, "rules": [{{NoSsh}}] }"""));
    }

    [Fact]
    public void A_list_and_a_host_have_at_most_so_many_rules()
    {
        ValidationError error = _fabric.Fail(EditOutcome.Invalid, Update(Many(FilterRules.MaxRules + 1, 0)));
        Assert.Equal(("policy.filtering.rules", "1025"), (error.Field, error.Value));

        // A list that is too large to be kept beside another.
        string name = new('x', 57);
        string large = List([.. Enumerable.Range(0, FilterRules.MaxRules).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""
            {"name": "{{name}}{{i}}", "direction": "ingress", "action": "drop", "match": {"protocol": "tcp", "sourceMac": "not 00:50:56:00:00:01", "destinationMac": "not 00:50:56:00:00:02", "source": "not 2001:db8:1111:1111:1111:1111:1111:1111",
             "destination": "not 2001:db8:2222:2222:2222:2222:2222:2222", "sourcePort": "not 10000-20000", "destinationPort": "not 10000-20000", "traffic": "not virtualMachine" } }
            """))]);
        error = _fabric.Fail(EditOutcome.Invalid, Update(large));
        Assert.Equal("policy.filtering.rules", error.Field);
        Assert.True(int.Parse(error.Value, CultureInfo.InvariantCulture) > Limits.MaxRuleListBytes);

        // Each list takes all that it may, until they are one too many for the host.
        int lists = Limits.MaxRulesOnHost / FilterRules.MaxRules;
        for (int i = 0; i <= lists; i++)
        {
            _fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = $"pg{i}", Switch = "dvs" }));
            _fabric.Do(TestFabric.Vnic($"vm{i}", portGroup: $"pg{i}"));
        }

        for (int i = 0; i < lists; i++)
        {
            _fabric.Do(RequestReader.UpdatePortGroup($"pg{i}", Policy(Many(FilterRules.MaxRules, i))));
        }

        Assert.Equal(Limits.MaxRulesOnHost, lists * FilterRules.MaxRules);
        error = _fabric.Fail(EditOutcome.Refused, RequestReader.UpdatePortGroup($"pg{lists}", Policy(List(Voice))));
        Assert.Equal(("filtering", "14337"), (error.Field, error.Value));
        Assert.Contains("h1", error.Rule, StringComparison.Ordinal);

        // On another host there is room.
        _fabric.Do(RequestReader.UpdatePortGroup("web", Policy(List(Voice))));
        _fabric.Do(TestFabric.Vnic("web1", host: "h2"));
        _fabric.Fail(EditOutcome.Refused, TestFabric.Vnic("web2"));
    }

    [Fact]
    public void Differences_name_each_rule()
    {
        _fabric.Do(Update(List(NoSsh, Voice)));
        EditResult result = _fabric.Do(Update(List(Voice, NoSsh.Replace("22", "23", StringComparison.Ordinal))));
        Difference[] differences = [.. DifferenceFinder.Flatten(DifferenceFinder.Between(result))];
        Assert.Equal(["policy.filtering.rules", "policy.filtering.rules.no ssh"], differences.Select(difference => difference.Field).Order(StringComparer.Ordinal));
        Assert.Contains(differences, difference => difference is { Before: "no ssh, voice", After: "voice, no ssh" });
        Assert.Contains(differences, difference => difference.After == "drop ingress: protocol tcp, destinationPort 23");
    }

    [Fact]
    public void An_inventory_with_rules_is_read_back_from_JSON_as_it_was()
    {
        _fabric.Do(Update(List(NoSsh, Voice, """{"name": "v6", "action": "allow", "match": {"source": "not 2001:db8::/32", "sourceMac": "not 00:50:56:00:00:00/24", "traffic": "not vmotion"}}""")));
        PortGroupConfig group = _fabric.PortGroup();
        string json = JsonSerializer.Serialize(group, ModelJson.Options);
        Assert.Contains("\"destinationPort\":\"22\"", json, StringComparison.Ordinal);
        Assert.Equal(group, JsonSerializer.Deserialize<PortGroupConfig>(json, ModelJson.Options));
        Assert.Equal(group.Policy.Filtering, JsonSerializer.Deserialize<PortGroupConfig>(json, ModelJson.Options)!.Policy.Filtering);
    }

    private FilteringConfig Effective => PolicyResolver.Resolve(_fabric.Switch(), _fabric.PortGroup().Policy).Filtering;

    private static IEnumerable<string> NamesOf(FilteringConfig filtering) => filtering.Rules.Select(rule => rule.Name);

    private static string Many(int count, int list) => List([.. Enumerable.Range(0, count).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"name": "{{list}}-{{i}}", "action": "drop", "match": {"protocol": "tcp", "destinationPort": {{i}} } }"""))]);

    private static string List(params string[] rules) => $$"""{"rules": [{{string.Join(',', rules)}}] }""";

    private static UpdateSwitch Uplinks(string filtering) => RequestReader.UpdateSwitch("dvs", Json($$"""{"uplinkFiltering": {{filtering}} }"""));

    private static UpdatePortGroup Update(string filtering) => RequestReader.UpdatePortGroup("web", Policy(filtering));

    private static JsonElement Policy(string filtering) => Json($$"""{"policy": {"filtering": {{filtering}} } }""");

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
